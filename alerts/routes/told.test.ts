import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AlertLabelSet,
  type AlertOffice,
  listeners,
  openAlertOffice,
  passOn,
} from '../../test/support/alert-office.ts';

const patience = { timeout: 40_000, interval: 50 };

const { pages, data } = listeners;

/** What becomes of an alert: the receivers that are told, in order of their names, or the alert that explains it. */
type Fate = readonly string[] | { readonly explainedBy: string };

interface Row {
  readonly when: string;
  /** Alerts that fire together, each with what becomes of it. */
  readonly alerts: readonly (readonly [AlertLabelSet, Fate])[];
}

const rows: readonly Row[] = [
  {
    when: 'one alert of each kind fires',
    alerts: [
      [{ alertname: 'SocketDrop', job: 'chat' }, pages],
      [{ alertname: 'PoolWait', job: 'chat' }, ['everything']],
      [{ alertname: 'BackupMismatch', job: 'chat', instance: 'a' }, data],
      [{ alertname: 'MySQLConnections', job: 'exporter', instance: 'e' }, data],
      [{ alertname: 'Watchdog' }, ['everything', 'programs']],
    ],
  },
  {
    when: 'somebody else has written the alert',
    alerts: [
      [{ alertname: 'Mine', severity: 'page', team: 'data' }, data],
      [{ alertname: 'Mine', severity: 'page', team: 'mine' }, ['everything']],
      [{ alertname: 'Mine', severity: 'warning' }, ['everything']],
      [{ alertname: 'Mine' }, ['everything']],
    ],
  },
  {
    when: 'MySQL is down',
    alerts: [
      [{ alertname: 'MySQLDown', job: 'exporter', instance: 'e' }, data],
      [{ alertname: 'NoWorkers', job: 'chat' }, { explainedBy: 'MySQLDown' }],
      [{ alertname: 'MessageErrors', job: 'chat' }, { explainedBy: 'MySQLDown' }],
      [{ alertname: 'MoverStalled', job: 'chat' }, { explainedBy: 'MySQLDown' }],
      [{ alertname: 'CollectorFailing', job: 'exporter', instance: 'e', collector: 'a' }, { explainedBy: 'MySQLDown' }],
      // Of another exporter, which watches another MySQL.
      [{ alertname: 'CollectorFailing', job: 'exporter', instance: 'f', collector: 'a' }, ['everything']],
      // Nothing to do with it.
      [{ alertname: 'TableNearCap', job: 'exporter', instance: 'e', table: 'chatlogs' }, data],
      [{ alertname: 'ChatSplit', job: 'chat' }, pages],
    ],
  },
  {
    when: 'a page and a ticket are about the same thing',
    alerts: [
      [{ alertname: 'CertificateExpiryUrgent', job: 'chat', instance: 'a' }, pages],
      [{ alertname: 'CertificateExpiry', job: 'chat', instance: 'a' }, { explainedBy: 'CertificateExpiryUrgent' }],
      [{ alertname: 'CertificateExpiry', job: 'chat', instance: 'b' }, ['everything']],
    ],
  },
  {
    when: 'Elasticsearch is red',
    alerts: [
      [{ alertname: 'ElasticsearchRed', job: 'exporter', instance: 'e', cluster: 'logs' }, pages],
      [{ alertname: 'LogsNotFound', job: 'chat', instance: 'a' }, { explainedBy: 'ElasticsearchRed' }],
      [{ alertname: 'SpoolOld', job: 'chat', instance: 'a' }, { explainedBy: 'ElasticsearchRed' }],
      [{ alertname: 'SearchIndexLag', job: 'chat' }, { explainedBy: 'ElasticsearchRed' }],
      // Lines are lost soon: that is more than a consequence.
      [{ alertname: 'SpoolNearFull', job: 'chat', instance: 'a' }, ['everything']],
      [{ alertname: 'ElasticsearchDisk', job: 'exporter', instance: 'e', cluster: 'logs', name: 'n' }, ['everything']],
    ],
  },
  {
    when: 'a machine is full and busy',
    alerts: [
      [{ alertname: 'DiskLow', job: 'agent', instance: 'a', device: '/dev/a', mountpoint: '/' }, pages],
      [
        { alertname: 'DiskFull', job: 'agent', instance: 'a', device: '/dev/a', mountpoint: '/' },
        { explainedBy: 'DiskLow' },
      ],
      [{ alertname: 'DiskFull', job: 'agent', instance: 'a', device: '/dev/b', mountpoint: '/data' }, pages],
      [{ alertname: 'HostCpuHighUrgent', job: 'agent', instance: 'a' }, pages],
      [{ alertname: 'HostCpuHigh', job: 'agent', instance: 'a' }, { explainedBy: 'HostCpuHighUrgent' }],
      [{ alertname: 'HostCpuHigh', job: 'agent', instance: 'b' }, ['everything']],
    ],
  },
  {
    when: 'no worker runs',
    alerts: [
      [{ alertname: 'NoWorkers', job: 'chat' }, pages],
      [{ alertname: 'WorkersMissing', job: 'chat', instance: 'a' }, { explainedBy: 'NoWorkers' }],
      [{ alertname: 'WorkersMissing', job: 'chat', instance: 'b' }, { explainedBy: 'NoWorkers' }],
      [{ alertname: 'WorkersMissing', job: 'other', instance: 'c' }, ['everything']],
    ],
  },
];

describe('a real Alertmanager', () => {
  let office: AlertOffice;
  beforeAll(async () => {
    office = await openAlertOffice();
  });
  afterAll(() => office?.close());

  it.each(rows)('tells whom it should when $when', async ({ when, alerts }) => {
    await office.post(when, ...alerts.map(([labels]) => labels));
    await vi.waitFor(() => {
      for (const [labels, fate] of alerts) {
        expect(office.told(when, labels)).toEqual('explainedBy' in fate ? [] : fate);
      }
    }, patience);
    await passOn(
      office,
      `after: ${when}`,
      [{ alertname: 'SocketDrop', job: 'chat' }, pages],
      [{ alertname: 'PoolWait', job: 'chat' }, ['everything']],
    );
    const listed = await office.list(when);
    for (const [labels, fate] of alerts) {
      const all = listed.filter((one) => Object.entries(labels).every(([name, value]) => one.labels[name] === value));
      expect(all.length, JSON.stringify(labels)).toBeGreaterThan(0);
      const causes = 'explainedBy' in fate ? listed.filter((one) => one.labels.alertname === fate.explainedBy) : [];
      for (const { status } of all) {
        expect(status.state).toBe(causes.length > 0 ? 'suppressed' : 'active');
        expect(status.inhibitedBy).toEqual(causes.slice(0, 1).map(({ fingerprint }) => fingerprint));
      }
      expect(office.told(when, labels)).toEqual('explainedBy' in fate ? [] : fate);
    }
  });

  it('tells of what is left once its cause is over', async () => {
    const environment = 'recovery';
    const cause = { alertname: 'MySQLDown', job: 'exporter', instance: 'e' };
    const left = { alertname: 'MessageErrors', job: 'chat' };
    await office.post(environment, cause, left);
    await vi.waitFor(() => expect(office.told(environment, cause)).toEqual(data), patience);
    await passOn(office, 'after: recovery', [{ alertname: 'SocketDrop', job: 'chat' }, pages]);
    expect(office.told(environment, left)).toEqual([]);
    await office.post(environment, { ...cause, endsAt: new Date().toISOString() });
    await vi.waitFor(() => expect(office.told(environment, left)).toEqual(pages), patience);
  });

  it('tells each receiver of a group once, and of other groups apart', async () => {
    const environment = 'groups';
    const machines = ['a', 'b', 'c'].map((instance) => ({ alertname: 'WorkersMissing', job: 'chat', instance }));
    const other = { alertname: 'WorkersMissing', job: 'other', instance: 'a' };
    await office.post(environment, ...machines, other);
    const all = [...machines, other];
    await vi.waitFor(() => {
      for (const labels of all) expect(office.told(environment, labels)).toEqual(['everything']);
    }, patience);
    const messages = office.hook.hooked.filter(({ alerts }) => alerts[0]?.labels.environment === environment);
    expect(
      messages.map(({ alerts }) => alerts.map(({ labels }) => `${labels.job} ${labels.instance}`).sort()).sort(),
    ).toEqual([['chat a', 'chat b', 'chat c'], ['other a']]);
  });
});
