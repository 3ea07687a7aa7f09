import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startMysqldExporter } from '../../test/support/start-mysqld-exporter.ts';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';
import { startOurs } from './running-exporter.ts';

const tables = 10_000;

/** Runs of each; the peer's take seconds. */
const rounds = 5;

/** Makes the tables, over several connections, each with a row: InnoDB knows the next value of tables that were used. */
const makeTables = async (mariadb: ExporterMariadb): Promise<void> => {
  const makers = Array.from({ length: 4 }, async (_, maker) => {
    const connection = await mariadb.connect();
    for (let i = maker; i < tables; i += 4) {
      await connection.query(`CREATE TABLE room_${i} (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, message TEXT)`);
      await connection.query(`INSERT INTO room_${i} (message) VALUES ('a')`);
    }
    await connection.end();
  });
  await Promise.all(makers);
};

/** Collectors, ours and the other's, and what ours may take: milliseconds, and times the other's. */
const subjects = [
  { of: 'sizes', ours: 'mysql_tables', peer: 'info_schema.tables', ms: 150, ratio: 1 / 25 },
  { of: 'AUTO_INCREMENT', ours: 'mysql_auto_increment', peer: 'auto_increment.columns', ms: 50, ratio: 1 / 400 },
] as const;

/** Ten thousand tables, where the peer asks information_schema. */
export const manyTables: Part = {
  name: '10,000 tables beside mysqld_exporter',
  async run(say) {
    const mariadb = await startExporterMariadb();
    try {
      await makeTables(mariadb);
      say(`${tables} tables are there`);
      const ours = await startOurs(mariadb);
      const peer = await startMysqldExporter(mariadb.server, ...subjects.map((subject) => `--collect.${subject.peer}`));
      try {
        const rows: Row[] = [];
        for (const subject of subjects) {
          const of = { case: `${tables} tables, ${subject.of}; peer: ${peer.version}`, unit: 'ms' } as const;
          const query = `?collect[]=${subject.ours}`;
          const [began, first] = [performance.now(), await ours.scrape(query)];
          if (!first.includes('table="room_9999"')) throw new Error(`${subject.ours} tells nothing of the last table.`);
          const cold = performance.now() - began;
          const times = await interleave(
            () => ours.scrape(query),
            () => peer.scrape(`?collect[]=${subject.peer}`),
            rounds,
          );
          rows.push(
            besideOf({ ...of, measure: 'scrape' }, times, subject.ms),
            comparisonOf({ ...of, measure: 'scrape beside the peer' }, times, subject.ratio),
            besideOf({ ...of, measure: 'first scrape' }, { ours: [cold], peer: times.peer }, 1_000),
          );
          say(`${subject.of} compared`);
        }
        return rows;
      } finally {
        await ours.stop();
        await peer.stop();
      }
    } finally {
      await mariadb.stop();
    }
  },
};
