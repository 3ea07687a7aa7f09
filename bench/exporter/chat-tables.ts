import { setTimeout as delay } from 'node:timers/promises';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';
import { startOurs } from './running-exporter.ts';

/** Rows of the chat table, ascending: a cost that does not grow is the same at both. */
const sizes = [200_000, 1_000_000];

/** Why a scrape of a chat table takes what it takes, however many rows there are. */
const roundTrips = 'several small statements one after the other, each a round trip and a turn on two shared cores';

const compareCounts = async (mariadb: ExporterMariadb, size: number): Promise<Row[]> => {
  const connection = await mariadb.connect();
  await connection.query('TRUNCATE chatlogs');
  await connection.query(`INSERT INTO chatlogs (createdAt) SELECT NOW(3) FROM seq_1_to_${size}`);
  const ours = await startOurs(mariadb);
  try {
    const scrape = () => ours.scrape('?collect[]=chat_tables');
    while (!(await scrape()).includes(`chat_table_rows{table="chatlogs"} ${size}\n`)) await delay(50);
    const runs = await interleave(scrape, () => connection.query('SELECT COUNT(*) FROM chatlogs'));
    const of = `chat table of ${size / 1000}k rows`;
    return [
      rowOf({ case: of, measure: 'scrape', unit: 'ms', reason: roundTrips }, runs.ours, 5),
      comparisonOf({ case: of, measure: 'scrape; peer: COUNT(*) alone', unit: 'ms' }, runs),
    ];
  } finally {
    await ours.stop();
    await connection.end();
  }
};

/** Watching a chat table beside COUNT(*). */
export const chatTables: Part = {
  name: 'chat tables beside COUNT(*)',
  async run(say) {
    const mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    try {
      await mariadb.makeTable('chatlogs');
      const rows: Row[] = [];
      for (const size of sizes) {
        rows.push(...(await compareCounts(mariadb, size)));
        say(`counted ${size} rows`);
      }
      return rows;
    } finally {
      await mariadb.stop();
    }
  },
};
