import { writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { freePort } from '../../test/support/free-port.ts';
import { writeGenerated } from '../../test/support/generated-folder.ts';
import { openTestApi } from '../../test/support/open-test-api.ts';
import { startAlertmanager } from '../../test/support/start-servers.ts';
import { amend, examine } from '../outcome.ts';
import { alertmanagerTarget } from './alertmanager-target.ts';

const configPath = 'alerts/generated/alertmanager.yml';
const options = () => ({ prune: false, signal: new AbortController().signal });
const filesOf = (input: ConfigInput): GeneratedFile[] => generateAll(parseConfig(input, 'gapwatch.config.ts'));

/** A real Alertmanager that runs these files, and the place of its configuration. */
const running = async (files: readonly GeneratedFile[]) => {
  const folder = await writeGenerated(files);
  onTestFinished(folder.remove);
  const file = folder.path(configPath);
  const server = await startAlertmanager({ configFile: file });
  onTestFinished(server.stop);
  return {
    deploy: (text: string) => writeFile(file, text),
    target: (wanted: readonly GeneratedFile[]) => alertmanagerTarget(openTestApi('alertmanager', server.url), wanted),
  };
};

const textOf = (files: readonly GeneratedFile[]): string => files.find(({ path }) => path === configPath)?.text ?? '';

/** Another address than the one that is there at first. */
const elsewhere = filesOf({ receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:9/elsewhere' }] });

const slack = { kind: 'slack', name: 'team', channel: '#chat', apiUrlFile: '/run/secrets/slack' } as const;

/** Every kind of receiver, with no more than it needs: all else is filled in. */
const bare = `
global: { smtp_smarthost: 'localhost:25', smtp_from: a@b.example, slack_api_url: 'https://hooks.example/secret' }
route:
  receiver: all
  group_by: [alertname]
  mute_time_intervals: []
  routes: [{ matchers: ['severity="page"'], receiver: all, repeat_interval: 90m, mute_time_intervals: [nights] }]
time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: '08:00', end_time: '17:00' }], location: Asia/Seoul }]
receivers:
  - name: all
    slack_configs: [{ channel: '#a' }]
    email_configs: [{ to: x@y.example, headers: { Subject: hello } }]
    pagerduty_configs: [{ routing_key_file: /run/secrets/pagerduty }]
    webhook_configs: [{ url: 'http://127.0.0.1:9/' }]
templates: [./*.tmpl]
`;

/** Everything that the configuration can say of it. */
const everything: ConfigInput = {
  teams: [{ name: 'backend', owns: ['MySQLDown'] }, { name: 'web' }],
  workingHours: { timeZone: 'Asia/Seoul', holidays: ['2026-12-25', '2027-01-01'] },
  mail: { server: 'mail.example:587', from: 'a@b.example', login: { user: 'u', passwordFile: '/run/secrets/mail' } },
  receivers: [
    { kind: 'webhook', name: 'hook', url: 'http://127.0.0.1:9/', tokenFile: '/run/secrets/hook' },
    slack,
    { kind: 'email', name: 'mail', to: ['x@y.example', 'z@y.example'], teams: ['web'] },
    { kind: 'pagerduty', name: 'duty', routingKeyFile: '/run/secrets/duty' },
  ],
};

it('finds nothing to do where the server runs what is generated, whatever it fills in', async () => {
  const files = filesOf(everything);
  const { target } = await running(files);
  expect(await examine(target(files), options())).toMatchObject({
    state: 'same',
    plan: {
      changes: [],
      steps: [],
      notes: ['It does not tell what is in notifications.tmpl: after a change there, have it reload by hand.'],
    },
  });
});

it('knows what is filled in for every kind of receiver, and says what it cannot compare', async () => {
  const files = [{ path: configPath, text: bare }];
  const { target } = await running(files);
  const { state, plan } = await examine(target(files), options());
  expect(plan?.changes).toEqual([]);
  expect(state).toBe('same');
  expect(plan?.notes).toContain('2 values are secret to it, and are not compared.');
});

it('names what is otherwise, has the file read again, and is then the same', async () => {
  const [before, after] = [filesOf({}), elsewhere];
  const { deploy, target } = await running(before);
  const found = await examine(target(after), options());
  expect(found.plan?.changes[0]?.differences).toEqual([
    {
      path: 'receivers[inbox].webhook_configs[0].url',
      found: 'http://127.0.0.1:19099/',
      wanted: 'http://127.0.0.1:9/elsewhere',
    },
  ]);
  await deploy(textOf(after));
  expect(await amend(found, options())).toMatchObject({ state: 'applied' });
  expect(await examine(target(after), options())).toMatchObject({ state: 'same' });
});

it("says in Alertmanager's words that it refuses its file, and leaves it running what it ran", async () => {
  const before = filesOf({});
  const { deploy, target } = await running(before);
  await deploy('route: { receiver: nobody }');
  const failed = await amend(await examine(target(elsewhere), options()), options());
  expect(failed.problem).toMatch(
    /^Alertmanager at http:\S+ does not take its files \(500: failed to reload config: .+\)\. It goes on with the configuration that it had\.$/,
  );
  expect(await examine(target(before), options())).toMatchObject({ state: 'same' });
});

it('does not believe a reload that brought something else', async () => {
  const { target } = await running(filesOf({}));
  const failed = await amend(await examine(target(elsewhere), options()), options());
  expect(failed.problem).toMatch(
    /^Alertmanager at http:\S+ has taken all, and still differs \(configuration alertmanager\.yml: receivers\[inbox\].+\); it reads another file: /,
  );
});

it('says that nobody answers', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  expect(await examine(alertmanagerTarget(openTestApi('alertmanager', url), []), options())).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(
      /^Alertmanager at \S+ does not answer \(connect ECONNREFUSED .+\); start it, or correct urls\.alertmanager\.$/,
    ),
  });
});
