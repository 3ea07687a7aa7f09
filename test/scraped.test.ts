import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { makeCollectors } from '../exporter/collectors.ts';
import { type RunningExporter, startExporter } from '../exporter/exporter.ts';
import { readPage } from '../foreign/read-page.ts';
import type { Metric } from '../metrics/declare.ts';
import { alertmanagerMetrics, prometheusMetrics, scrapeMetrics } from '../prometheus/builtin.ts';
import { declarations } from '../prometheus/catalogue.ts';
import { type ExporterMariadb, startExporterMariadb } from './support/exporter-mariadb.ts';
import { type GeneratedFolder, writeGenerated } from './support/generated-folder.ts';
import { startAlertmanager, startPrometheus } from './support/start-servers.ts';
import type { TestServer } from './support/start-service.ts';

/** What a page tells of its families: type, and labels of all their series. */
interface Family {
  readonly type: string;
  readonly labels: Set<string>;
}

const familiesOf = (page: string): ReadonlyMap<string, Family> => {
  const families = new Map<string, Family>(
    [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, { type, labels: new Set() }]),
  );
  for (const series of readPage(page) ?? []) {
    const name = series.get('__name__') ?? '';
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
    for (const label of series.keys()) if (label !== '__name__' && label !== 'le') family?.labels.add(label);
  }
  return families;
};

/** Of a metric as it is declared, what a page must tell. A peer's name that promtool would refuse goes out untyped. */
const expected = ({ kind, labels, peer }: Metric) => ({
  type: peer ? expect.stringMatching(new RegExp(`^(${kind}|untyped)$`)) : kind === 'info' ? 'gauge' : kind,
  labels: new Set(Object.keys(labels)),
});

describe('the page of a real exporter of a real MariaDB, all collectors on', () => {
  /** What this machine has not, and why; each is missing here in fact, or the test says so. */
  const absentHere: readonly (readonly [name: RegExp, why: string])[] = [
    [/^swarm_/, 'no engine of Docker'],
    [/^mysql_galera_(?!variables)/, 'no cluster of Galera'],
    [/^mysql_slave_/, 'no replica'],
    [/^elasticsearch_/, 'no Elasticsearch'],
    [/^mysql_(global_status_innodb_row_ops_total|info_schema_innodb_metrics_buffer_page_)/, 'MySQL alone tells them'],
  ];
  const isAbsent = (name: string): boolean => absentHere.some(([pattern]) => pattern.test(name));

  let mariadb: ExporterMariadb;
  let exporter: RunningExporter;
  let families: ReadonlyMap<string, Family>;
  const declared = declarations.filter(({ file }) => file.startsWith('exporter/')).flatMap(({ metrics }) => metrics);

  beforeAll(async () => {
    const config = parseConfig({}, 'gapwatch.config.ts');
    const collectors = makeCollectors(config).map(({ name }) => [name, { enabled: true }] as const);
    mariadb = await startExporterMariadb({
      tables: [{ name: 'chatlogs', capRows: 2 }],
      exporter: {
        collectors: Object.fromEntries(collectors),
        queries: [
          {
            name: 'rows',
            sql: 'SELECT COUNT(*) AS n FROM fungap.chatlogs',
            reads: [{ table: 'chatlogs', columns: ['chat_id'] }],
            families: [{ metric: { kind: 'gauge', name: 'test_rows', help: 'Rows.', labels: {} }, value: 'n' }],
          },
        ],
      },
    });
    await mariadb.makeTable('chatlogs');
    for (let i = 0; i < 4; i += 1) await mariadb.run("INSERT INTO chatlogs (message, createdAt) VALUES ('x', NOW(3))");
    exporter = await startExporter(mariadb.config, '1.2.3', () => {});
    const missingNow = async () => {
      families = familiesOf(await (await fetch(`${exporter.url}/metrics`)).text());
      return declared.map(({ name }) => name).filter((name) => !families.has(name) && !isAbsent(name));
    };
    // Rows are counted beside the scrapes.
    await vi.waitFor(async () => expect(await missingNow()).toEqual([]), { timeout: 60_000, interval: 500 });
  });
  afterAll(async () => {
    await exporter?.close();
    await mariadb?.stop();
  });

  it('has every family that is declared, as it is declared, but for what this machine has not', () => {
    for (const metric of declared.filter(({ name }) => !isAbsent(name))) {
      expect({ name: metric.name, ...families.get(metric.name) }).toEqual({ name: metric.name, ...expected(metric) });
    }
    for (const [pattern, why] of absentHere) {
      expect(
        [...families.keys()].filter((name) => pattern.test(name)),
        why,
      ).toEqual([]);
      expect(
        declared.some(({ name }) => pattern.test(name)),
        why,
      ).toBe(true);
    }
  });

  it('has none that is not declared, but those that the server names itself', () => {
    const prefixes = makeCollectors(mariadb.config).flatMap(({ openFamilies }) => openFamilies?.prefixes ?? []);
    const names = new Set(declared.map(({ name }) => name));
    const others = [...families.keys()].filter((name) => !names.has(name) && name !== 'test_rows');
    expect(others.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)))).toEqual([]);
  });
});

describe('the pages of a real Prometheus and Alertmanager', () => {
  let folder: GeneratedFolder;
  let prometheus: TestServer;
  let alertmanager: TestServer;

  beforeAll(async () => {
    folder = await writeGenerated([
      {
        path: 'alertmanager.yml',
        text: renderYaml('test/scraped.test.ts', {
          route: { receiver: 'nobody' },
          receivers: [{ name: 'nobody', webhook_configs: [{ url: 'http://127.0.0.1:9/' }] }],
        }),
      },
      {
        path: 'rules.yml',
        text: renderYaml('test/scraped.test.ts', {
          groups: [{ name: 'test', rules: [{ alert: 'Always', expr: 'vector(1)' }] }],
        }),
      },
    ]);
    alertmanager = await startAlertmanager({ configFile: folder.path('alertmanager.yml') });
    const { host } = new URL(alertmanager.url);
    await writeFile(
      folder.path('prometheus.yml'),
      renderYaml('test/scraped.test.ts', {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [host] }] }] },
        scrape_configs: [{ job_name: 'alertmanager', static_configs: [{ targets: [host] }] }],
      }),
    );
    prometheus = await startPrometheus({ configFile: folder.path(join('prometheus.yml')) });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await alertmanager?.stop();
    await folder?.remove();
  });

  it.each([
    ['Prometheus', () => prometheus.url, Object.values<Metric>(prometheusMetrics)],
    ['Alertmanager', () => alertmanager.url, Object.values<Metric>(alertmanagerMetrics)],
  ] as const)('of %s have what is declared of it, with its type and labels', async (_, url, metrics) => {
    await vi.waitFor(
      async () => {
        const families = familiesOf(await (await fetch(`${url()}/metrics`)).text());
        for (const metric of metrics) {
          expect({ name: metric.name, ...families.get(metric.name) }).toEqual({
            name: metric.name,
            ...expected(metric),
          });
        }
      },
      { timeout: 60_000, interval: 500 },
    );
  });

  it('are scraped, and of that Prometheus tells what is declared', async () => {
    await vi.waitFor(
      async () => {
        for (const { name } of Object.values<Metric>(scrapeMetrics)) {
          const answer = await fetch(`${prometheus.url}/api/v1/query?query=${name}`);
          expect(await answer.json()).toMatchObject({
            data: { result: [{ metric: { __name__: name, job: 'alertmanager', instance: expect.any(String) } }] },
          });
        }
      },
      { timeout: 60_000, interval: 500 },
    );
  });
});
