import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { type MailServer, startMailServer } from '../../lab/inbox/mail.ts';
import type { Message } from '../../lab/inbox/message.ts';
import { type Inbox, startInbox } from '../../lab/inbox/server.ts';
import { type GeneratedFolder, writeGenerated } from '../../test/support/generated-folder.ts';
import { startAlertmanager } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { alertFiles } from '../alert-files.ts';

const patience = { timeout: 40_000, interval: 100 };

/** An alert as Prometheus posts it. Its times are fixed, for the texts tell them. */
interface Posted {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

const owner = { environment: 'lab', watched_service: 'fungap', team: 'chat' };
const links = (alertname: string) => ({
  runbook_url: `http://127.0.0.1:19099/runbooks/${alertname}.md`,
  dashboard_url: 'http://127.0.0.1:13030/d/gapwatch-chat?viewPanel=7&from=1795960980000&to=1795962780000',
});

const mysqlDown = (environment: string, times: Pick<Posted, 'endsAt'> = {}): Posted => ({
  labels: {
    ...owner,
    environment,
    alertname: 'MySQLDown',
    severity: 'page',
    job: 'exporter',
    instance: '127.0.0.1:9842',
  },
  annotations: {
    summary: 'MySQL has not answered for 1m',
    description: 'MySQL of 127.0.0.1:9842 refuses the exporter, or does not answer it. No message is stored.',
    ...links('MySQLDown'),
  },
  startsAt: '2026-11-29T14:03:00Z',
  ...times,
});

/** Workers of several machines; the name of one would break what is not escaped. */
const workersMissing = (environment: string, machine: string, times: Pick<Posted, 'endsAt'> = {}): Posted => ({
  labels: { ...owner, environment, alertname: 'WorkersMissing', severity: 'ticket', job: 'chat', instance: machine },
  annotations: {
    summary: `${machine} runs fewer workers than it should`,
    description: `${machine} has been running only 1 of its workers for 3m.`,
    ...links('WorkersMissing'),
  },
  startsAt: '2026-11-29T14:03:00Z',
  ...times,
});

describe('notifications of a real Alertmanager', () => {
  const mails: Message[] = [];
  const refused: string[] = [];
  const folders: GeneratedFolder[] = [];
  let inbox: Inbox;
  let mail: MailServer;
  let alertmanager: TestServer;

  beforeAll(async () => {
    const room = await writeGenerated([]);
    folders.push(room);
    inbox = await startInbox({
      host: '127.0.0.1',
      port: 0,
      file: room.path('inbox.jsonl'),
      runbooks: room.path('runbooks'),
      usual: {},
      say: (line) => refused.push(line),
      onNotification: () => {},
    });
    mail = await startMailServer({
      host: '127.0.0.1',
      port: 0,
      login: { user: 'gapwatch', password: 'secret of the mail' },
      onMessage: (message) => mails.push(message),
      say: (line) => refused.push(line),
    });
    const url = `http://127.0.0.1:${inbox.port}`;
    await writeFile(room.path('slack'), `${url}/slack\n`);
    await writeFile(room.path('pagerduty'), '0123456789abcdef0123456789abcdef\n');
    await writeFile(room.path('mail'), 'secret of the mail');
    const config = parseConfig(
      {
        mail: {
          server: `127.0.0.1:${mail.port}`,
          from: 'alerts@example.org',
          login: { user: 'gapwatch', passwordFile: room.path('mail') },
          requireTls: false,
        },
        receivers: [
          { kind: 'slack', name: 'talk', channel: '#chat', apiUrlFile: room.path('slack') },
          { kind: 'email', name: 'people', to: ['a@example.org', 'b@example.org'] },
          {
            kind: 'pagerduty',
            name: 'oncall',
            routingKeyFile: room.path('pagerduty'),
            url: `${url}/pagerduty`,
            severities: ['page', 'ticket'],
          },
        ],
      },
      'gapwatch.config.ts',
    );
    const files = await writeGenerated(alertFiles(config, { timeScale: 60 }));
    folders.push(files);
    alertmanager = await startAlertmanager({
      configFile: files.path('alerts/generated/alertmanager.yml'),
      // The times in the texts are those of people who live there.
      env: { TZ: 'Asia/Seoul' },
    });
  });

  afterAll(async () => {
    await alertmanager?.stop();
    await mail?.close();
    await inbox?.close();
    for (const folder of folders) await folder.remove();
  });

  const post = async (...alerts: readonly Posted[]) => {
    const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
  };

  /** The newest message about an environment by each way, once it is of that kind. */
  const told = (environment: string, fits: (message: Message) => boolean) =>
    vi.waitFor(() => {
      const all = [...inbox.messages(), ...mails.toReversed()].filter((message) =>
        JSON.stringify(message).includes(environment),
      );
      const newest = (['Slack', 'mail', 'PagerDuty'] as const).map((by) => all.find((one) => one.by === by));
      expect(
        newest.every((one) => one !== undefined && fits(one)),
        JSON.stringify({ newest, refused }, undefined, 1),
      ).toBe(true);
      return newest.filter((one) => one !== undefined);
    }, patience);

  /** What people see, with an address of Alertmanager that is the same each time. */
  const written = (messages: readonly Message[]): string =>
    messages
      .map(({ by, level, title, text, foot = '', links }) =>
        [`${by} (${level})`, title, text.trim(), foot, links.map((link) => `[${link.text}] ${link.href}`).join('\n')]
          .filter(Boolean)
          .join('\n\n'),
      )
      .join(`\n\n${'='.repeat(60)}\n\n`)
      .replaceAll(alertmanager.url, 'http://alertmanager');

  const htmlOf = (messages: readonly Message[]): string =>
    (messages.find(({ html }) => html !== undefined)?.html ?? '').replaceAll(alertmanager.url, 'http://alertmanager');

  const golden = async (name: string, messages: readonly Message[]) => {
    await expect(written(messages)).toMatchFileSnapshot(`fixtures/${name}.txt`);
    await expect(htmlOf(messages)).toMatchFileSnapshot(`fixtures/${name}.html`);
  };

  it('tell a page, and that it is over', async () => {
    await post(mysqlDown('alone'));
    await golden('page', await told('alone', ({ level }) => level === 'page'));
    await post(mysqlDown('alone', { endsAt: '2026-11-29T15:16:20Z' }));
    await golden('resolved', await told('alone', ({ level }) => level === 'resolved'));
  });

  it('tell a group, of which one is over, in one message', async () => {
    const machines = ['web-1:3001', 'web-2:3001', 'a&b <c>'];
    await post(...machines.map((machine) => workersMissing('several', machine)));
    await golden('group', await told('several', ({ title }) => title.endsWith('(3 in all)')));
    await post(workersMissing('several', 'web-1:3001', { endsAt: '2026-11-29T14:13:00Z' }));
    await golden('partly-resolved', await told('several', ({ title }) => title.endsWith('(2 in all)')));
  });

  it('tell ten of many, and where all are', async () => {
    const machines = Array.from({ length: 12 }, (_, i) => `web-${String(i + 1).padStart(2, '0')}:3001`);
    await post(...machines.map((machine) => workersMissing('many', machine)));
    await golden('many', await told('many', ({ title }) => title.endsWith('(12 in all)')));
  });

  it('tell what somebody else has written, which may have no texts', async () => {
    await post({
      labels: { alertname: 'Mine', environment: 'foreign', quote: 'a "b" \\ c+d' },
      startsAt: '2026-11-29T14:03:00Z',
    });
    await golden('foreign', await told('foreign', ({ level }) => level === 'ticket'));
  });

  it('are as the services ask for that take them', () => expect(refused).toEqual([]));
});
