import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { alertGroups } from '../alerts/alerts.ts';
import { generateAll } from '../cli/generators.ts';
import { logDataStream } from '../config/elasticsearch-names.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import { loadConfig } from '../config/load-config.ts';
import { readState } from '../lab/supervisor/state.ts';
import { print } from '../metrics/promql/print.ts';
import { type Asked, filled, luceneOf, promqlOf } from './support/dashboard-queries.ts';
import { type LabFolder, makeLabFolder } from './support/lab-process.ts';

const timeScale = 15;
const patient = { timeout: 120_000, interval: 500 };
/** Eight servers, on a machine that has other things to do. */
const start = { timeout: 240_000, interval: 500 };

const found = z.object({ hits: z.object({ total: z.object({ value: z.number() }) }) });

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

/** Panels that no query of this lab can fill, and why. Each is empty here in fact, or the test says so. */
const emptyHere: readonly (readonly [where: RegExp, why: string])[] = [
  [/Certificate expires in/, 'the lab speaks plain http'],
  [/panel "Replication/, 'its MariaDB is no replica'],
  [/swarm\.json, (variable service_name|panel "(?!State|Builds running))/, 'it runs without Docker Swarm'],
];
const isEmptyHere = ({ where }: Asked): boolean => emptyHere.some(([pattern]) => pattern.test(where));

describe('Prometheus of a lab in which people talk', () => {
  let lab: LabFolder;
  let running: ReturnType<LabFolder['run']>;
  let prometheus: string;
  let database: Connection;
  let asked: Asked[];
  let elasticsearch: string;
  let files: readonly GeneratedFile[];

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
    await vi.waitFor(() => expect(readState(join(lab.folder, '.lab/state.json'))?.ready).toBe(true), start);
    const config = await loadConfig(lab.configFile);
    prometheus = config.urls.prometheus;
    elasticsearch = config.urls.elasticsearch;
    files = generateAll(config);
    // Of alerts that fire one hopes for no answer.
    asked = promqlOf(files).filter(({ where }) => !where.endsWith('annotation Alerts'));
    database = await createConnection({
      host: config.mysql.host,
      port: config.mysql.port,
      user: config.app.mysqlUser,
      password: (await readFile(join(lab.folder, config.app.mysqlPasswordFile), 'utf8')).trim(),
      database: config.mysql.database,
    });
  }, 270_000);

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

  it('has lines of the log for the panels that show any, and Elasticsearch understands every query and link for them', async () => {
    const search = async (query: string) => {
      const response = await fetch(
        `${elasticsearch}/${logDataStream(await loadConfig(lab.configFile))}/_search?${new URLSearchParams({ q: query, size: '0' })}`,
      );
      expect([query, response.status]).toEqual([query, 200]);
      return found.parse(await response.json()).hits.total.value;
    };
    const wanted = luceneOf(files);
    expect(wanted.length).toBeGreaterThan(200);
    for (const query of new Set(wanted.map((one) => one.query))) await search(query);
    for (const board of ['search', 'swarm', 'monitoring']) {
      const { query = '' } =
        wanted.find(({ where }) => where === `dashboards/generated/${board}.json, panel "Lines of the log"`) ?? {};
      await vi.waitFor(async () => expect([board, await search(query)]).not.toEqual([board, 0]), patient);
    }
  });

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
