import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer } from './mail.ts';
import type { Message } from './message.ts';
import { parsePagerduty } from './pagerduty.ts';
import { parseSlack } from './slack.ts';

const now = new Date('2026-01-02T03:04:05Z');

const attachment = {
  fallback: 'PAGE: x',
  callback_id: '',
  color: 'danger',
  title: 'PAGE: a &lt; b &amp; c',
  title_link: 'http://127.0.0.1:1/d',
  text: 'See <http://127.0.0.1:1/|all 12>\n',
  footer: 'X in lab',
  mrkdwn_in: ['text'],
  actions: [{ type: 'button', text: 'Runbook', url: 'http://127.0.0.1:1/r' }],
};
const slack = (changes: object) =>
  parseSlack(JSON.stringify({ channel: '#chat', attachments: [{ ...attachment, ...changes }] }), now);

describe('what Slack would show', () => {
  it('is read as Slack shows it', () => {
    expect(slack({})).toEqual({
      receivedAt: now.toISOString(),
      by: 'Slack',
      level: 'page',
      title: 'PAGE: a < b & c',
      text: 'See <http://127.0.0.1:1/|all 12>',
      foot: 'X in lab',
      links: [{ text: 'Runbook', href: 'http://127.0.0.1:1/r' }],
    });
    expect(slack({ color: 'good' }).level).toBe('resolved');
    expect(slack({ color: 'warning' }).level).toBe('ticket');
  });

  it.each([
    ['no colour', { color: 'crimson' }, /^invalid_attachments \(attachments\.0\.color: /],
    [
      'a button without an address',
      { actions: [{ type: 'button', text: 'a', url: '' }] },
      'invalid_attachments (attachments.0.actions.0.url: Invalid URL)',
    ],
    [
      'six buttons',
      { actions: Array.from({ length: 6 }, () => attachment.actions[0]) },
      /^invalid_attachments \(attachments\.0\.actions: /,
    ],
    [
      'a key that Slack does not know',
      { colour: 'good' },
      'invalid_attachments (attachments.0: Unrecognized key: "colour")',
    ],
    ['a sign that is not escaped', { text: 'a < b' }, 'invalid_payload'],
    ['an ampersand that is not escaped', { title: 'a & b' }, 'invalid_payload'],
  ])('is refused with %s', (_, changes, reason) => {
    expect(() => slack(changes)).toThrow(reason);
  });
});

const event = {
  routing_key: '0'.repeat(32),
  event_action: 'trigger',
  dedup_key: 'a',
  payload: {
    summary: 'PAGE: x',
    source: 'gapwatch',
    severity: 'critical',
    custom_details: { firing: 'x', num_firing: 1 },
  },
  links: [{ href: 'http://127.0.0.1:1/r', text: 'Runbook' }],
};
const pagerduty = (changes: object) => parsePagerduty(JSON.stringify({ ...event, ...changes }), now);

describe('what PagerDuty would take', () => {
  it('is read by its action and its severity', () => {
    expect(pagerduty({})).toMatchObject({
      by: 'PagerDuty',
      level: 'page',
      title: 'PAGE: x',
      text: 'x',
      links: event.links,
    });
    expect(pagerduty({ payload: { ...event.payload, severity: 'warning' } }).level).toBe('ticket');
    expect(pagerduty({ event_action: 'resolve' }).level).toBe('resolved');
  });

  it.each([
    ['a key of another length', { routing_key: 'short' }, /^Event object is invalid \(routing_key: /],
    ['an action that there is not', { event_action: 'fire' }, /^Event object is invalid \(event_action: /],
    [
      'a severity of ours',
      { payload: { ...event.payload, severity: 'page' } },
      /^Event object is invalid \(payload\.severity: /,
    ],
    [
      'a summary that is too long',
      { payload: { ...event.payload, summary: 'x'.repeat(1025) } },
      /^Event object is invalid \(payload\.summary: /,
    ],
    [
      'more than it takes',
      { payload: { ...event.payload, custom_details: { firing: 'x'.repeat(512 * 1024) } } },
      'Event object exceeds size limit',
    ],
  ])('is refused with %s', (_, changes, reason) => {
    expect(() => pagerduty(changes)).toThrow(reason);
  });
});

describe('the mail server', () => {
  const mails: Message[] = [];
  const said: string[] = [];
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer({
      host: '127.0.0.1',
      port: 0,
      login: { user: 'me', password: 'right' },
      onMessage: (message) => mails.push(message),
      say: (line) => said.push(line),
    });
  });
  afterAll(() => server.close());

  /** Says one thing after another, each once the one before is answered; gives the last line of each answer. */
  const talk = async (...turns: readonly string[]): Promise<string[]> => {
    const socket = createConnection(server.port, '127.0.0.1');
    const left = [...turns, 'QUIT'];
    const answers: string[] = [];
    for await (const line of createInterface({ input: socket })) {
      // All lines but the last of an answer have a hyphen there.
      if (line[3] !== ' ') continue;
      answers.push(line);
      const turn = left.shift();
      if (turn !== undefined) socket.write(`${turn}\r\n`);
    }
    return answers;
  };
  const login = (password: string) => [
    'EHLO test',
    `AUTH PLAIN ${Buffer.from(`\0me\0${password}`).toString('base64')}`,
  ];
  const envelope = ['MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA'];

  it('refuses whoever has not the password', async () => {
    const [, , wrong, from] = await talk(...login('wrong'), ...envelope);
    expect([wrong, from]).toEqual([expect.stringMatching(/^535 /), expect.stringMatching(/^530 /)]);
    expect(mails).toEqual([]);
  });

  it('refuses a mail without HTML, with a line', async () => {
    const answers = await talk(...login('right'), ...envelope, 'Subject: PAGE: x\r\n\r\nonly text\r\n.');
    expect(answers.at(-2)).toBe('450 A mail has a text, and the same as HTML.');
    expect(said.at(-1)).toBe('inbox: refused a mail: A mail has a text, and the same as HTML.');
  });

  it('takes one with both', async () => {
    const html = await readFile(new URL('../../alerts/routes/fixtures/page.html', import.meta.url), 'utf8');
    const body = [
      'Subject: PAGE: x',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      ...['--b', 'Content-Type: text/plain', '', 'as text', '--b', 'Content-Type: text/html', '', html, '--b--', '.'],
    ];
    const answers = await talk(...login('right'), ...envelope, body.join('\r\n'));
    expect(answers.at(-2)).toBe('250 OK: message queued');
    expect(mails.at(-1)).toMatchObject({
      level: 'page',
      title: 'PAGE: x',
      text: expect.stringContaining('as text'),
      html: expect.stringContaining('<h1'),
      links: [
        { text: 'Runbook', href: 'http://127.0.0.1:19099/runbooks/MySQLDown.md' },
        { text: 'Dashboard', href: expect.stringContaining('viewPanel=7&from=') },
        { text: 'Silence', href: expect.stringContaining('/#/silences/new?filter=') },
      ],
    });
  });
});
