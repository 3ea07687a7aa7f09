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
import { everyCollector, makeAsk } from './support/ask-prometheus.ts';
import { type Asked, luceneOf, promqlOf, shownIn } from './support/dashboard-queries.ts';
import { type LabFolder, makeLabFolder } from './support/lab-process.ts';

const timeScale = 15;
const patient = { timeout: 120_000, interval: 500 };
/** Eight servers, on a machine that has other things to do. */
const start = { timeout: 240_000, interval: 500 };

const found = z.object({ hits: z.object({ total: z.object({ value: z.number() }) }) });

/** Metrics that this lab has not, and why: a query for one of them must have no answer here. */
const notHere: readonly (readonly [metric: RegExp, why: string])[] = [
  [/alertname="none"/, 'no alert leads to that dashboard yet'],
  [/chat_certificate_not_after/, 'it speaks plain http'],
  [/mysql_slave_status_/, 'its MariaDB is no replica'],
  [/(?<!\|)\bswarm_/, 'it runs without Docker Swarm'],
  [/gapwatch_custom_query_/, 'its configuration has no queries of its own'],
];
const isNotHere = ({ expr }: Asked): boolean => notHere.some(([metric]) => metric.test(expr));

/** Panels that are rightly empty or not, by what the machine happens to do. */
const byChance = /panel "(Disk full in|Files that a disk still takes)"/;

/** Ten of what may be hundreds, and what they are held against; a closed list of reasons may be a little longer. */
const mostLines = 16;

/** What may be below zero: a budget of which more was spent than there was, and a count that was wrong by so much. */
const belowZero = /slo:error_budget:remaining_ratio|chat_table_rows_drift/;

/** Alerts on what takes long: on a clock that runs so fast, a machine that others use brings them rightly. */
const ofTheMachine = /^(EventLoop|GcShare|MessageSlow|HttpSlow|PoolWait|SloBurn|ExporterScrapeSlow|Host)/;

/** Shares of a time that may be more than all of it: what takes longer than the time between two of it. */
const aboveOne = /panel "(Rule evaluation of its interval|Share of time that the mover works)"/;

describe('Prometheus of a lab in which people talk', () => {
  let lab: LabFolder;
  let running: ReturnType<LabFolder['run']>;
  let ask: ReturnType<typeof makeAsk>;
  let database: Connection;
  let asked: Asked[];
  let elasticsearch: string;
  let files: readonly GeneratedFile[];

  const rowsOf = async (table: string): Promise<number> => {
    const [rows] = await database.query(`SELECT COUNT(*) AS rows_there FROM ${table}`);
    return z.tuple([z.object({ rows_there: z.number() })]).parse(rows)[0].rows_there;
  };

  beforeAll(async () => {
    lab = await makeLabFolder({ collectors: everyCollector });
    // Not in the background: should this test be cut short, its lab ends with it.
    running = lab.run('--time-scale', String(timeScale));
    await vi.waitFor(() => expect(readState(join(lab.folder, '.lab/state.json'))?.ready).toBe(true), start);
    const config = await loadConfig(lab.configFile);
    ask = makeAsk(config.urls.prometheus);
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
    const answerable = asked.filter((one) => !isNotHere(one) && !byChance.test(one.where));
    await vi.waitFor(async () => {
      const empty = await Promise.all(
        answerable.map(async ({ where, expr }) => ((await ask(expr)).length > 0 ? [] : [where])),
      );
      expect(empty.flat()).toEqual([]);
    }, patient);
    const odd = await Promise.all(
      asked.map(async ({ where, unit, expr }) => {
        const highest = unit === 'percentunit' && !aboveOne.test(where) ? 1 : Number.MAX_VALUE;
        return (await ask(expr))
          .filter(({ value: [, value] }) => !((value >= 0 || belowZero.test(expr)) && value <= highest))
          .map(({ metric, value }) => ({ where, metric, value }));
      }),
    );
    expect(odd.flat()).toEqual([]);
    for (const { where, expr } of asked.filter(isNotHere)) expect([where, await ask(expr)]).toEqual([where, []]);
    expect(answerable.length).toBeGreaterThan(150);
  }, 180_000);

  it('has no more lines in a chart than a reader tells apart', async () => {
    const charts = shownIn(files).filter(({ type }) => type === 'timeseries' || type === 'state-timeline');
    const crowded = await Promise.all(
      charts.map(async ({ where, exprs }) => {
        const lines = (await Promise.all(exprs.map(ask))).flat().length;
        return lines > mostLines ? [`${where}: ${lines} lines`] : [];
      }),
    );
    expect(crowded.flat()).toEqual([]);
  });

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
      const value = Number((await ask(expr))[0]?.value[1]);
      expect(value).toBeGreaterThanOrEqual(before);
      return value;
    }, patient);
    expect(told).toBeLessThanOrEqual(await rowsOf(table));
  });

  it('can evaluate every alert, and has had none but the Watchdog since the start', async () => {
    const config = await loadConfig(lab.configFile);
    for (const { name, expr } of alertGroups(config).flatMap(({ alerts }) => alerts)) {
      await expect(ask(print(expr, { timeScale })), name).resolves.toBeInstanceOf(Array);
    }
    const fired = await ask('count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[1h]))');
    const names = fired.map(({ metric }) => metric.alertname ?? '');
    expect(names.filter((name) => !ofTheMachine.test(name))).toEqual(['Watchdog']);
  });
});
