import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { type GeneratedFolder, writeGenerated } from '../../test/support/generated-folder.ts';
import { amtool } from '../../test/support/rule-tools.ts';
import { alertFiles } from '../alert-files.ts';

const path = 'alerts/generated/alertmanager.yml';

const textOf = (config: Config, timeScale = 1): string =>
  alertFiles(config, { timeScale }).find((file) => file.path === path)?.text ?? '';

const parse = (input: ConfigInput): Config => parseConfig(input, 'gapwatch.config.ts');
const inbox = { kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' } as const;
const slack = { kind: 'slack', name: 'talk', channel: '#chat', apiUrlFile: '/run/secrets/slack' } as const;
const oncall = { kind: 'pagerduty', name: 'oncall', routingKeyFile: '/run/secrets/pagerduty' } as const;
const people = { kind: 'email' as const, name: 'people', to: ['a@example.org', 'b@example.org'] };

const every = parse({
  teams: [{ name: 'chat' }, { name: 'data', owns: ['MySQLDown', 'capacity'] }],
  mail: {
    server: 'mail.example:587',
    from: 'alerts@example.org',
    login: { user: 'gapwatch', passwordFile: '/run/secrets/mail' },
  },
  workingHours: { timeZone: 'Asia/Seoul', holidays: ['2026-12-25', '2027-01-01'] },
  receivers: [
    { ...inbox, tokenFile: '/run/secrets/inbox' },
    { ...slack, teams: ['chat'] },
    { ...oncall, teams: ['data'], url: 'https://events.eu.pagerduty.com/v2/enqueue' },
    people,
  ],
});

it.each([
  ['the default', parse({}), 1],
  ['every kind', every, 1],
  ['Slack alone', parse({ receivers: [slack] }), 1],
  [
    'a mail server without login',
    parse({ receivers: [people], mail: { server: '[::1]:25', from: 'a@b', requireTls: false } }),
    1,
  ],
  ['a faster clock', every, 60],
])('writes what amtool accepts: %s', async (_, config, timeScale) => {
  const folder = await writeGenerated(alertFiles(config, { timeScale }));
  onTestFinished(folder.remove);
  expect(await amtool('check-config', folder.path(path))).toMatchObject({
    well: true,
    output: expect.stringMatching(/ 1 templates\n {2}SUCCESS/),
  });
});

describe('routes', () => {
  let folder: GeneratedFolder;

  beforeAll(async () => {
    folder = await writeGenerated(alertFiles(every));
    return folder.remove;
  });

  it.each([
    ['inbox,talk,people', 'alertname=NoWorkers severity=page team=chat job=chat'],
    ['inbox,oncall,people', 'alertname=MySQLDown severity=page team=data job=exporter'],
    ['inbox,talk,people', 'alertname=PoolWait severity=ticket team=chat job=chat'],
    ['inbox,people', 'alertname=TableNearCap severity=ticket team=data job=exporter'],
    ['inbox', 'alertname=Watchdog severity=none team=chat'],
    // What somebody else has written must not get lost.
    ['inbox,people', 'alertname=Mine severity=page team=mine'],
    ['inbox,people', 'alertname=Mine severity=warning'],
    ['inbox,people', 'alertname=Mine'],
  ])('tell %s of %s', async (receivers, labels) => {
    const verdict = await amtool(
      'config',
      'routes',
      'test',
      `--config.file=${folder.path(path)}`,
      `--verify.receivers=${receivers}`,
      ...labels.split(' '),
    );
    expect(verdict).toEqual({ well: true, output: expect.stringMatching(new RegExp(`^${receivers}$`, 'm')) });
  });

  it('go to the first receiver for a team that nobody listens to', async () => {
    const teams = [{ name: 'chat' }, { name: 'data' }];
    const split = parse({
      teams,
      receivers: [
        { ...inbox, teams: ['chat'] },
        { ...slack, teams: ['data'] },
      ],
    });
    const files = await writeGenerated(alertFiles(split));
    onTestFinished(files.remove);
    expect(await amtool('config', 'routes', 'test', `--config.file=${files.path(path)}`, 'alertname=Mine')).toEqual({
      well: true,
      output: expect.stringMatching(/^inbox$/m),
    });
  });
});

it('tells nobody of the Watchdog where only people listen', () => {
  expect(textOf(parse({ receivers: [slack] }))).toMatch(/- severity="none"\n {6}receiver: no-one\n/);
  expect(textOf(parse({ receivers: [slack] }))).toMatch(/ {2}- name: no-one\n$/);
  expect(textOf(every)).not.toContain('no-one');
});

it('has Alertmanager read each secret from its file', () => {
  const text = textOf(every);
  for (const line of [
    'smtp_auth_password_file: /run/secrets/mail',
    'credentials_file: /run/secrets/inbox',
    'api_url_file: /run/secrets/slack',
    'routing_key_file: /run/secrets/pagerduty',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
});

it('keeps the consequences of a dead MySQL quiet, and those of one that an exporter watches by its instance', () => {
  const rules = textOf(every).split('  - source_matchers:\n');
  const of = (cause: string) => rules.filter((rule) => rule.includes(`- alertname="${cause}"\n`));
  const [everywhere, ofThatExporter] = of('MySQLDown');
  expect(everywhere).toMatch(/PoolWait\|.*MessageErrors\|/);
  expect(everywhere).toContain('    equal:\n      - environment\n      - watched_service\n');
  expect(ofThatExporter).toMatch(/- alertname=~"CollectorFailing\|ExporterScrapeSlow"/);
  expect(ofThatExporter).toContain('    equal:\n      - environment\n      - watched_service\n      - instance\n');
});

it('tells tickets in working hours, on every route, and pages at any time', () => {
  const text = textOf(every);
  const [pages = '', watchdog = '', tickets = ''] = text.split(/^ {4}- (?:matchers|receiver):/m).slice(1);
  expect(pages + watchdog).not.toContain('working-hours');
  // The route itself, and those of the three receivers below it.
  expect(tickets.split('active_time_intervals:').length - 1).toBe(4);
  expect(tickets.split('mute_time_intervals:').length - 1).toBe(4);
  expect(text).toContain(`time_intervals:
  - name: working-hours
    time_intervals:
      - times:
          - start_time: '09:00'
            end_time: '18:00'
        weekdays:
          - monday
          - tuesday
          - wednesday
          - thursday
          - friday
        location: Asia/Seoul
  - name: holidays
    time_intervals:
      - years:
          - '2026'
        months:
          - '12'
        days_of_month:
          - '25'
        location: Asia/Seoul
      - years:
          - '2027'
        months:
          - '1'
        days_of_month:
          - '1'
        location: Asia/Seoul
`);
});

it('divides its times by the scale, but for those of the Watchdog', () => {
  const [, page, watchdog, ticket] = textOf(parse({}), 60).split(/^ {4}- (?:matchers|receiver):/m);
  expect(page).toContain('group_wait: 1s\n      group_interval: 1s\n      repeat_interval: 1m');
  expect(ticket).toContain('group_wait: 1s\n      group_interval: 5s\n      repeat_interval: 24m');
  expect(watchdog).toContain('group_wait: 0s\n      group_interval: 1m\n      repeat_interval: 2m');
});
