import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import type { Notification } from '../lab/inbox/notification.ts';
import { type Inbox, startInbox } from '../lab/inbox/server.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { freePort } from '../test/support/free-port.ts';
import { type GeneratedFolder, writeGenerated } from '../test/support/generated-folder.ts';
import { startAlertmanager, startPrometheus } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';
import { alertFiles } from './alert-files.ts';

const scale = { timeScale: 60 };
const patience = { timeout: 40_000, interval: 100 };

const getJson = async (url: string): Promise<unknown> => (await fetch(url)).json();

describe('a real Prometheus and Alertmanager with the generated files', () => {
  const arrived: Notification[] = [];
  const folders: GeneratedFolder[] = [];
  let inbox: Inbox;
  let alertmanager: TestServer;
  let prometheus: TestServer;

  const arrival = (alertname: string) =>
    vi.waitFor(() => {
      const found = arrived.find((notification) => notification.alertname === alertname);
      expect(found, `a notification of ${alertname}`).toBeDefined();
      return found;
    }, patience);

  beforeAll(async () => {
    const room = await writeGenerated([]);
    folders.push(room);
    inbox = await startInbox({
      host: '127.0.0.1',
      port: 0,
      file: room.path('inbox.jsonl'),
      runbooks: room.path('runbooks'),
      usual: {},
      say: () => {},
      onNotification: (notification) => arrived.push(notification),
    });
    const url = `http://127.0.0.1:${inbox.port}/`;
    const routing = { receivers: [{ kind: 'webhook' as const, name: 'inbox', url }] };
    const routes = await writeGenerated(alertFiles(parseConfig(routing, 'gapwatch.config.ts'), scale));
    folders.push(routes);
    alertmanager = await startAlertmanager({ configFile: routes.path('alerts/generated/alertmanager.yml') });
    const config = parseConfig(
      {
        ...routing,
        // Nobody answers there: the chat and the exporter are down.
        app: { metricsPort: await freePort() },
        exporter: { port: await freePort() },
        urls: { alertmanager: alertmanager.url, prometheus: alertmanager.url },
      },
      'gapwatch.config.ts',
    );
    const files = await writeGenerated([...prometheusFiles(config, scale), ...alertFiles(config, scale)]);
    folders.push(files);
    prometheus = await startPrometheus({ configFile: files.path(join('prometheus', 'generated', 'prometheus.yml')) });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await alertmanager?.stop();
    await inbox?.close();
    for (const folder of folders) await folder.remove();
  });

  it('hear of the Watchdog, with all that a person needs', async () => {
    expect(await arrival('Watchdog')).toMatchObject({
      status: 'firing',
      severity: 'none',
      summary: 'The way from Prometheus to this receiver works',
      labels: { environment: 'lab', watched_service: 'fungap', time_scale: '60' },
      annotations: {
        runbook_url: 'http://127.0.0.1:19099/runbooks/Watchdog.md',
        dashboard_url: expect.stringContaining('http://127.0.0.1:13030/d/gapwatch-monitoring?viewPanel='),
      },
    });
  });

  it('hear of a target that is down', async () => {
    const { job, instance } = (await arrival('TargetDown'))?.labels ?? {};
    expect(['chat', 'exporter']).toContain(job);
    expect(arrived).toContainEqual(
      expect.objectContaining({ summary: `${job} at ${instance} has not answered for 3m` }),
    );
  });

  it('evaluate every rule without an error', async () => {
    const rules = await vi.waitFor(async () => {
      const answer = await getJson(`${prometheus.url}/api/v1/rules`);
      const { data } = answer as { data: { groups: { rules: { name: string; health: string }[] }[] } };
      const all = data.groups.flatMap((group) => group.rules);
      expect(all.filter(({ health }) => health === 'unknown')).toEqual([]);
      return all;
    }, patience);
    expect(rules.length).toBeGreaterThan(25);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('keep what follows from a dead MySQL to themselves', async () => {
    const alertOf = (alertname: string, environment: string) => ({
      labels: { alertname, severity: 'page', job: 'exporter', environment },
      annotations: { summary: alertname },
    });
    const alerts = [
      ...['MySQLDown', 'MessageErrors', 'TableNearCap'].map((alertname) => alertOf(alertname, 'lab')),
      // Another MySQL than the one that is dead.
      alertOf('MessageErrors', 'live'),
    ];
    const posted = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    expect(posted.status).toBe(200);
    await arrival('MySQLDown');
    await arrival('TableNearCap');
    await vi.waitFor(async () => {
      const filters = ['alertname="MessageErrors"', 'environment="lab"'].map((one): [string, string] => [
        'filter',
        one,
      ]);
      const found = await getJson(`${alertmanager.url}/api/v2/alerts?${new URLSearchParams(filters)}`);
      expect(found).toMatchObject([{ status: { state: 'suppressed', inhibitedBy: [expect.any(String)] } }]);
    }, patience);
    expect((await arrival('MessageErrors'))?.labels.environment).toBe('live');
    const told = arrived.filter(({ alertname }) => alertname === 'MessageErrors');
    expect(new Set(told.map(({ labels }) => labels.environment))).toEqual(new Set(['live']));
  });
});
