import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { chatTablesCollector } from '../../exporter/chat-tables/collector.ts';
import type { WatchedTable } from '../../exporter/chat-tables/table-watch.ts';
import type { Collector } from '../../exporter/engine/collector.ts';
import { type Engine, makeEngine } from '../../exporter/engine/engine.ts';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from './exporter-mariadb.ts';

/** Columns of the tables. */
export const names = { idColumn: 'chat_id', timeColumn: 'createdAt' };

/** A table that may hold 20 rows. */
export const live: WatchedTable = { name: 'live', capRows: 20, ...names };

/** Has a MariaDB with the empty tables `live` and `kept` for each test of a file, which watches them by the collector. */
export const useChatTables = () => {
  let mariadb: ExporterMariadb;
  let log: string[];
  let collector: Collector | undefined;
  const clock = { now: Date.now() };
  beforeAll(async () => {
    mariadb = await startExporterMariadb({ tables: [{ name: 'live' }, { name: 'kept' }, { name: 'later' }] });
    await mariadb.makeTable('live');
    await mariadb.makeTable('kept');
  });
  beforeEach(async () => {
    log = [];
    await mariadb.run('TRUNCATE live');
    await mariadb.run('TRUNCATE kept');
  });
  afterEach(async () => {
    await collector?.close?.();
    await mariadb.closeSessions();
  });
  afterAll(() => mariadb?.stop());

  return {
    clock,
    mariadb: () => mariadb,
    log: () => log,
    /** Begins to watch tables. @returns scrapes them: values by family without its prefix, and table */
    watch(...tables: WatchedTable[]) {
      collector = chatTablesCollector({
        ...mariadb.openSession(),
        database: 'fungap',
        tables,
        now: () => clock.now,
      });
      const engine: Engine = makeEngine([collector], (_, sentence) => log.push(sentence));
      return async (budgetMs = 5_000): Promise<Record<string, number>> =>
        Object.fromEntries(
          [...renderSamples(await engine.scrape(budgetMs)).matchAll(/^(\w+)(?:\{.*?\})? (\S+)$/gm)].map(
            ([line, name = '', value]) => [
              `${name.replace(/^(chat_table|gapwatch_collector)_/, '')} ${/table="(\w+)"/.exec(line)?.[1] ?? ''}`.trim(),
              Number(value),
            ],
          ),
        );
    },
    insert: (table: string, rows: number) =>
      mariadb.run(
        `INSERT INTO ${table} (createdAt) SELECT '2024-05-06 07:08:09.250' + INTERVAL seq SECOND FROM seq_1_to_${rows}`,
      ),
  };
};
