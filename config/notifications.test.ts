import { describe, expect, it } from 'vitest';
import { parseConfig } from './load-config.ts';

const refusal = (input: unknown): string => {
  try {
    parseConfig(input, 'gapwatch.config.ts');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

const inbox = { kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:1/' };
const mail = { server: 'mail.example:587', from: 'alerts@example.org' };
const people = { kind: 'email', name: 'people', to: ['team@example.org'] };
const workingHours = { timeZone: 'Asia/Seoul' };

it('tells people of what is for people, and calls somebody for pages only', () => {
  const { receivers } = parseConfig(
    {
      mail,
      receivers: [
        inbox,
        people,
        { kind: 'slack', name: 'team', channel: '#chat', apiUrlFile: '/run/secrets/slack' },
        { kind: 'pagerduty', name: 'oncall', routingKeyFile: '/run/secrets/pagerduty' },
      ],
    },
    'gapwatch.config.ts',
  );
  expect(receivers.map(({ severities }) => severities)).toEqual([
    ['page', 'ticket', 'none'],
    ['page', 'ticket'],
    ['page', 'ticket'],
    ['page'],
  ]);
});

it('has working hours from Monday to Friday', () => {
  expect(parseConfig({ workingHours }, 'gapwatch.config.ts').workingHours).toEqual({
    timeZone: 'Asia/Seoul',
    days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    from: '09:00',
    to: '18:00',
    holidays: [],
  });
});

describe('refuses in one sentence', () => {
  it.each([
    [{ receivers: [people] }, 'receivers[0].kind is "email", expected another kind, or a mail server under `mail`.'],
    [{ mail, receivers: [{ ...people, to: [] }] }, 'receivers[0].to is [], expected a length of at least 1.'],
    [{ mail, receivers: [{ ...people, to: ['team'] }] }, 'receivers[0].to[0] is "team", expected an e-mail address.'],
    [{ mail: { ...mail, from: 'a b@c' } }, 'mail.from is "a b@c", expected an e-mail address.'],
    [
      { mail: { ...mail, server: 'mail.example' } },
      'mail.server is "mail.example", expected a host and port as node-1:9842.',
    ],
    [
      { mail: { ...mail, login: { user: 'a', passwordFile: 'secrets/mail' } } },
      'mail.login.passwordFile is "secrets/mail", expected an absolute path.',
    ],
    [
      { mail: { ...mail, login: { user: 'a', password: 'b' } } },
      'mail.login.passwordFile is undefined, expected a string.\ngapwatch.config.ts: mail.login.password is "b", but there is no such key; remove it or correct its name.',
    ],
    [
      { receivers: [inbox, { kind: 'pagerduty', name: 'oncall', routingKeyFile: 'key' }] },
      'receivers[1].routingKeyFile is "key", expected an absolute path.',
    ],
    [
      { receivers: [inbox, { kind: 'pagerduty', name: 'oncall' }] },
      'receivers[1].routingKeyFile is undefined, expected a string.',
    ],
    [
      { receivers: [{ ...inbox, tokenFile: 'token' }] },
      'receivers[0].tokenFile is "token", expected an absolute path.',
    ],
    [
      { receivers: [{ ...inbox, severities: ['page', 'warning'] }] },
      'receivers[0].severities[1] is "warning", expected one of "page", "ticket", "none".',
    ],
    [{ receivers: [{ ...inbox, severities: [] }] }, 'receivers[0].severities is [], expected a length of at least 1.'],
    [{ receivers: [inbox, inbox] }, 'receivers[1].name is "inbox", expected one that is not in the list already.'],
    [
      { receivers: [inbox, { ...inbox, name: 'data', teams: ['daat'] }], teams: [{ name: 'chat' }, { name: 'data' }] },
      'receivers[1].teams[0] is "daat", expected one of "chat", "data", which teams names.',
    ],
    [
      { receivers: [{ ...inbox, severities: ['page', 'none'] }] },
      /^receivers is \[.+\.\.\., expected one that gets tickets of team "chat"\.$/,
    ],
    [
      { receivers: [{ ...inbox, teams: ['chat'] }], teams: [{ name: 'chat' }, { name: 'data' }, { name: 'net' }] },
      /^receivers is \[.+\.\.\., expected one that gets pages of teams "data", "net"\.\ngapwatch.config.ts: receivers is \[.+\.\.\., expected one that gets tickets of teams "data", "net"\.$/,
    ],
    [{ teams: [] }, 'teams is [], expected a length of at least 1.'],
    [
      { teams: [{ name: 'chat' }, { name: 'chat' }] },
      'teams[1].name is "chat", expected one that is not in the list already.',
    ],
    [
      {
        teams: [
          { name: 'chat', owns: ['MySQLDown'] },
          { name: 'data', owns: ['MySQLDown'] },
        ],
      },
      'teams[1].owns[0] is "MySQLDown", expected one that team "chat" does not own.',
    ],
    [{ workingHours: {} }, 'workingHours.timeZone is undefined, expected a string.'],
    [{ workingHours: { timeZone: 'Seoul' } }, 'workingHours.timeZone is "Seoul", expected a time zone as Asia/Seoul.'],
    [
      { workingHours: { timeZone: '+09:00' } },
      'workingHours.timeZone is "+09:00", expected a time zone as Asia/Seoul.',
    ],
    [{ workingHours: { ...workingHours, from: '9:00' } }, 'workingHours.from is "9:00", expected a time as 09:00.'],
    [
      { workingHours: { ...workingHours, from: '18:00', to: '09:00' } },
      'workingHours.to is "09:00", expected a time later than workingHours.from.',
    ],
    [
      { workingHours: { ...workingHours, days: ['mon'] } },
      'workingHours.days[0] is "mon", expected one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday".',
    ],
    [
      { workingHours: { ...workingHours, holidays: ['25.12.2026'] } },
      'workingHours.holidays[0] is "25.12.2026", expected a day as 2026-12-25.',
    ],
  ])('%j', (input, sentence) => {
    const [, said = ''] = /^gapwatch\.config\.ts: ([\s\S]+)$/.exec(refusal(input)) ?? [];
    if (typeof sentence === 'string') expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
  });
});
