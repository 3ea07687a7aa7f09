import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../config/load-config.ts';
import { type GeneratedFolder, writeGenerated } from '../test/support/generated-folder.ts';
import { amtool } from '../test/support/rule-tools.ts';
import { alertFiles } from './alert-files.ts';

const path = 'alerts/generated/alertmanager.yml';

const textOf = (config: Config, timeScale = 1): string =>
  alertFiles(config, { timeScale }).find((file) => file.path === path)?.text ?? '';

const byDefault = parseConfig({}, 'gapwatch.config.ts');
const both = parseConfig(
  {
    receivers: [
      { kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' },
      { kind: 'slack', name: 'team', channel: '#chat', apiUrlFile: '/run/secrets/slack' },
    ],
  },
  'gapwatch.config.ts',
);
const slackOnly = parseConfig(
  { receivers: [{ kind: 'slack', name: 'team', channel: '#chat', apiUrlFile: '/run/secrets/slack' }] },
  'gapwatch.config.ts',
);

it.each([
  ['the default', byDefault, 1],
  ['a webhook and Slack', both, 1],
  ['Slack alone', slackOnly, 1],
  ['a faster clock', byDefault, 60],
])('writes what amtool accepts: %s', async (_, config, timeScale) => {
  const folder = await writeGenerated(alertFiles(config, { timeScale }));
  onTestFinished(folder.remove);
  expect(await amtool('check-config', folder.path(path))).toMatchObject({
    well: true,
    output: expect.stringContaining('SUCCESS'),
  });
});

describe('routes', () => {
  let folder: GeneratedFolder;

  beforeAll(async () => {
    folder = await writeGenerated(alertFiles(byDefault));
    return folder.remove;
  });

  it.each([
    ['page', 'alertname=MySQLDown severity=page job=exporter'],
    ['ticket', 'alertname=TableNearCap severity=ticket job=exporter'],
    ['watchdog', 'alertname=Watchdog severity=none'],
    // What somebody else has written must not get lost.
    ['ticket', 'alertname=Mine severity=warning'],
    ['ticket', 'alertname=Mine'],
  ])('tells %s of %s', async (receiver, labels) => {
    const verdict = await amtool(
      'config',
      'routes',
      'test',
      `--config.file=${folder.path(path)}`,
      `--verify.receivers=${receiver}`,
      ...labels.split(' '),
    );
    expect(verdict).toEqual({ well: true, output: expect.stringMatching(new RegExp(`^${receiver}$`, 'm')) });
  });
});

it('tells people of pages and tickets, and only programs of the Watchdog', () => {
  const [, receivers = ''] = textOf(both).split('receivers:\n');
  const [, page, ticket, watchdog] = receivers.split('  - name: ');
  for (const people of [page, ticket]) {
    expect(people).toContain('url: http://127.0.0.1:19099/');
    expect(people).toContain("channel: '#chat'");
    expect(people).toContain('api_url_file: /run/secrets/slack');
  }
  expect(watchdog).toContain('url: http://127.0.0.1:19099/');
  expect(watchdog).not.toContain('slack');
  expect(textOf(slackOnly)).toMatch(/ {2}- name: watchdog\n$/);
});

it('keeps the consequences of a dead MySQL quiet', () => {
  expect(textOf(byDefault)).toContain(
    `inhibit_rules:
  - source_matchers:
      - alertname="MySQLDown"
    target_matchers:
      - alertname=~"NoWorkers|PoolWait|MessageErrors|MessageSlow|HttpErrors|SearchErrors|HttpSlow|MoverStalled|CollectorFailing|ExporterScrapeSlow"
    equal:
      - environment
      - service_name
`,
  );
});

it('divides its times by the scale, but for those of the Watchdog', () => {
  const [, page, ticket, watchdog] = textOf(byDefault, 60).split('    - matchers:');
  expect(page).toContain('group_wait: 1s\n      group_interval: 1s\n      repeat_interval: 1m');
  expect(ticket).toContain('group_wait: 1s\n      group_interval: 5s\n      repeat_interval: 24m');
  expect(watchdog).toContain('group_wait: 0s\n      group_interval: 1m\n      repeat_interval: 2m');
});
