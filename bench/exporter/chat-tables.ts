import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mysql2/promise';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { besideOf, comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { percentile } from '../percentile.ts';
import type { Part } from './part.ts';
import { startOurs } from './running-exporter.ts';

/** Rows of the backup, ascending: a cost that does not grow is the same at both. */
const sizes = [1_000_000, 10_000_000] as const;

/** Rows of the live table: as many as its cap allows. */
const live = 20_000;

/** Rows of one statement that fills the backup, so that no transaction is great. */
const atOnce = 250_000;

const rounds = 20;
/** Scrapes of ours in a round, beside one of the peer's. */
const scrapesPerRound = 5;

const goalMs = 5;
/** What a scrape over ten times the rows may take longer. */
const flatGoal = 1.25;

const reason = 'the page is asked for by HTTP, and MySQL, exporter and reader share two cores';

/** What an exporter of plain SQL asks of each table to tell as much. */
const plainSql = ['chatlogs', 'chatlogBackups'].map(
  (table) =>
    `SELECT COUNT(*) AS row_count, MAX(chat_id) AS last_id, (SELECT UNIX_TIMESTAMP(createdAt) FROM ${table} ORDER BY chat_id LIMIT 1) AS oldest FROM ${table}`,
);

const columns = (from: number, to: number) =>
  `(chat_id, message, createdAt) SELECT seq, REPEAT('m', 20 + seq % 60), '2024-01-01' + INTERVAL seq SECOND FROM seq_${from}_to_${to}`;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const measure = async (mariadb: ExporterMariadb, connection: Connection, size: number) => {
  const ours = await startOurs(mariadb);
  try {
    const scrape = () => ours.scrape('?collect[]=chat_tables');
    const seeding = await timed(async () => {
      while (!(await scrape()).includes(`chat_table_rows{table="chatlogBackups"} ${size}\n`)) await delay(50);
    });
    const askPlainly = async () => {
      for (const sql of plainSql) await connection.query(sql);
    };
    const runs = { ours: [] as number[], peer: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      if (round % 2 === 0) runs.peer.push(await timed(askPlainly));
      for (let i = 0; i < scrapesPerRound; i += 1) {
        // People talk meanwhile, and the mover keeps the live table at its cap.
        await connection.query('INSERT INTO chatlogs (createdAt) SELECT NOW(3) FROM seq_1_to_20');
        await connection.query('DELETE FROM chatlogs ORDER BY chat_id LIMIT 20');
        runs.ours.push(await timed(scrape));
      }
      if (round % 2 === 1) runs.peer.push(await timed(askPlainly));
    }
    return { seeding, runs };
  } finally {
    await ours.stop();
  }
};

/** Watching two chat tables beside COUNT(*). */
export const chatTables: Part = {
  name: 'chat tables beside COUNT(*)',
  async run(say) {
    const tables = [{ name: 'chatlogs', capRows: live }, { name: 'chatlogBackups' }];
    const mariadb = await startExporterMariadb({ tables });
    try {
      for (const { name } of tables) await mariadb.makeTable(name);
      const connection = await mariadb.connect();
      await connection.query("SET time_zone = '+00:00'");
      const rows: Row[] = [];
      const scrapes: number[][] = [];
      let filled = 0;
      for (const size of sizes) {
        for (; filled < size; filled += atOnce) {
          await connection.query(`INSERT INTO chatlogBackups ${columns(filled + 1, filled + atOnce)}`);
        }
        await connection.query('TRUNCATE chatlogs');
        await connection.query(`INSERT INTO chatlogs ${columns(1, live)}`);
        say(`made ${size} rows`);
        const { seeding, runs } = await measure(mariadb, connection, size);
        scrapes.push(runs.ours);
        const of = `chat tables of ${live / 1e3}k and ${size / 1e6}M rows; peer: COUNT(*), MAX(id), oldest`;
        const p95 = { ours: [percentile(0.95, runs.ours)], peer: [percentile(0.95, runs.peer)] };
        rows.push(
          besideOf({ case: of, measure: 'scrape, p50', unit: 'ms', reason }, runs, goalMs),
          besideOf({ case: of, measure: 'scrape, p95', unit: 'ms', reason }, p95, goalMs),
          rowOf({ case: of, measure: 'first count, off the scrape', unit: 's' }, [seeding / 1e3]),
        );
        say(`scraped over ${size} rows`);
      }
      const [small = [], large = []] = scrapes;
      const flat = { ours: large, peer: small };
      const of = `chat tables of ${sizes[1] / 1e6}M rows; peer: ours at ${sizes[0] / 1e6}M`;
      await connection.end();
      return [...rows, comparisonOf({ case: of, measure: 'scrape, p50', unit: 'ms' }, flat, flatGoal)];
    } finally {
      await mariadb.stop();
    }
  },
};
