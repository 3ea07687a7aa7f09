import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { alertGroups } from '../alerts/alerts.ts';
import { loadConfig } from '../config/load-config.ts';
import { dashboardFiles } from '../dashboards/dashboard-files.ts';
import { dashboardSchema } from '../dashboards/lint/dashboard-json.ts';
import { placeOf, shownPanels } from '../dashboards/lint/rule.ts';
import { readState } from '../lab/supervisor/state.ts';
import { print } from '../metrics/promql/print.ts';
import { type LabFolder, makeLabFolder } from './support/lab-process.ts';

const timeScale = 15;
const patient = { timeout: 120_000, interval: 500 };

const answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z
    .object({
      result: z.array(
        z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.coerce.number()]) }),
      ),
    })
    .optional(),
});

/** A query of a dashboard, and what to call it when it is wrong. */
interface Asked {
  readonly where: string;
  readonly unit: string;
  readonly expr: string;
}

/** Panels that no query of this lab can fill, and why. Each is empty here in fact, or the test says so. */
const emptyHere: readonly (readonly [where: RegExp, why: string])[] = [
  [/Certificate expires in/, 'the lab speaks plain http'],
  [/panel "Replication/, 'its MariaDB is no replica'],
  [/swarm\.json, panel "(?!Builds running)/, 'it runs without Docker Swarm'],
];
const isEmptyHere = ({ where }: Asked): boolean => emptyHere.some(([pattern]) => pattern.test(where));

/** What Grafana fills in where everything is chosen; its interval is four of the scrapes that the data source tells it. */
const filled = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.+').replaceAll('$instance', '.+');

const annotations = z.looseObject({
  annotations: z.looseObject({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
});

/** A variable's query as Prometheus can be asked it: the values of the label that the series have. */
const valuesOf = (query: unknown): string => {
  const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(String(query)) ?? [];
  return `count by (${label}) (${series})`;
};

describe('Prometheus of a lab in which people talk', () => {
  let lab: LabFolder;
  let running: ReturnType<LabFolder['run']>;
  let prometheus: string;
  let database: Connection;
  let asked: Asked[];

  const ask = async (expr: string) => {
    const body = new URLSearchParams({ query: filled(expr) });
    const response = await fetch(`${prometheus}/api/v1/query`, { method: 'POST', body });
    return answer.parse(await response.json());
  };
  const seriesOf = async (expr: string) => (await ask(expr)).data?.result ?? [];
  const rowsOf = async (table: string): Promise<number> => {
    const [rows] = await database.query(`SELECT COUNT(*) AS rows_there FROM ${table}`);
    return z.tuple([z.object({ rows_there: z.number() })]).parse(rows)[0].rows_there;
  };

  beforeAll(async () => {
    lab = await makeLabFolder();
    // Not in the background: should this test be cut short, its lab ends with it.
    running = lab.run('--time-scale', String(timeScale));
    await vi.waitFor(() => expect(readState(join(lab.folder, '.lab/state.json'))?.ready).toBe(true), patient);
    const config = await loadConfig(lab.configFile);
    prometheus = config.urls.prometheus;
    asked = dashboardFiles(config, [])
      .filter(({ path }) => path.endsWith('.json'))
      .flatMap(({ path, text }) => {
        const json: unknown = JSON.parse(text);
        const dashboard = dashboardSchema.parse(json);
        return [
          ...shownPanels(dashboard).flatMap((panel) =>
            panel.targets.map(({ refId, expr }) => ({
              where: `${path}, ${placeOf(panel)}, query ${refId}`,
              unit: panel.fieldConfig?.defaults?.unit ?? '',
              expr,
            })),
          ),
          ...dashboard.templating.list
            .filter(({ type }) => type === 'query')
            .map(({ name, query }) => ({ where: `${path}, variable ${name}`, unit: '', expr: valuesOf(query) })),
          ...annotations
            .parse(json)
            // Of the others one hopes for no answer.
            .annotations.list.filter(({ name }) => name !== 'Alerts')
            .map(({ name, expr }) => ({ where: `${path}, annotation ${name}`, unit: '', expr })),
        ];
      });
    database = await createConnection({
      host: config.mysql.host,
      port: config.mysql.port,
      user: config.app.mysqlUser,
      password: (await readFile(join(lab.folder, config.app.mysqlPasswordFile), 'utf8')).trim(),
      database: config.mysql.database,
    });
  });

  afterAll(async () => {
    await database?.end();
    running?.kill('SIGTERM');
    await running;
    await lab?.remove();
  });

  it('has an answer to every query of every dashboard, and each is a number that can be', async () => {
    // People search now and then: until the rarest thing has happened, the time that it took is rightly not there.
    const answerable = asked.filter((one) => !isEmptyHere(one));
    await vi.waitFor(async () => {
      const empty = await Promise.all(
        answerable.map(async ({ where, expr }) => ((await seriesOf(expr)).length > 0 ? [] : [where])),
      );
      expect(empty.flat()).toEqual([]);
    }, patient);
    const odd = await Promise.all(
      asked.map(async ({ where, unit, expr }) => {
        const highest = unit === 'percentunit' ? 1 : Number.MAX_VALUE;
        return (await seriesOf(expr))
          .filter(({ value: [, value] }) => !(value >= 0 && value <= highest))
          .map(({ metric, value }) => ({ where, metric, value }));
      }),
    );
    expect(odd.flat()).toEqual([]);
    const others = await Promise.all(
      asked.filter(isEmptyHere).map(async ({ where, expr }) => ({ where, ...(await ask(expr)) })),
    );
    expect(others).toEqual(
      others.map(({ where }) => expect.objectContaining({ where, status: 'success', data: { result: [] } })),
    );
    expect(answerable.length).toBeGreaterThan(150);
  }, 180_000);

  it.each([
    ['rows of the exporter', 'chat_table_rows{table="chatlogs"}', 'chatlogs'],
    ['messages of the app', 'sum(chat_messages_total{outcome="stored"})', 'chatlogs'],
    ['blocked messages of the app', 'sum(chat_messages_total{outcome="blocked"})', 'chatlogBackups'],
  ])('tells as many %s as MySQL has rows', async (_, expr, table) => {
    const before = await rowsOf(table);
    const told = await vi.waitFor(async () => {
      const value = Number((await seriesOf(expr))[0]?.value[1]);
      expect(value).toBeGreaterThanOrEqual(before);
      return value;
    }, patient);
    expect(told).toBeLessThanOrEqual(await rowsOf(table));
  });

  it('can evaluate every alert, and has had none but the Watchdog since the start', async () => {
    const config = await loadConfig(lab.configFile);
    for (const { name, expr } of alertGroups(config).flatMap(({ alerts }) => alerts)) {
      expect(await ask(print(expr, { timeScale })), name).toMatchObject({ status: 'success' });
    }
    expect(await seriesOf('count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[1h]))')).toMatchObject([
      { metric: { alertname: 'Watchdog' } },
    ]);
  });
});
