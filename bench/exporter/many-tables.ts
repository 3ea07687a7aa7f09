import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startMysqldExporter } from '../../test/support/start-mysqld-exporter.ts';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { type Part, sharedCores as reason } from './part.ts';
import { type RunningExporter, startOurs } from './running-exporter.ts';

const tables = 10_000;

/** Runs of each; the peer's take seconds. */
const rounds = 5;

/** Lets the server keep so many definitions of tables, and so many tables open, and forget all that it keeps now. */
const keepOpen = async (
  mariadb: ExporterMariadb,
  [definitions, open]: readonly [definitions: number, open: number],
): Promise<void> => {
  const admin = await createConnection(mariadb.server.admin);
  await admin.query(`SET GLOBAL table_definition_cache = ${definitions}, GLOBAL table_open_cache = ${open}`);
  await admin.query('FLUSH TABLES');
  await admin.end();
};

/** Makes the tables, over several connections, each with a row. */
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

/**
 * Collectors, ours and the other's, and what ours may take: milliseconds, and times the other's. The next value is known of tables
 * that the server keeps open, so it keeps all; sizes are asked of a server with the defaults, as most are.
 */
const subjects = [
  {
    of: 'AUTO_INCREMENT',
    ours: 'mysql_auto_increment',
    peer: 'auto_increment.columns',
    ms: 50,
    ratio: 1 / 400,
    keeps: [2 * tables, 2 * tables],
  },
  { of: 'sizes', ours: 'mysql_tables', peer: 'info_schema.tables', ms: 150, ratio: 1 / 25, keeps: [400, 2_000] },
] as const;

/** Milliseconds of scrapes that read anew, and of the other's, in turn. What is kept from before does not count. */
const compare = async (
  ours: RunningExporter,
  peer: Pick<RunningExporter, 'scrape'>,
  subject: (typeof subjects)[number],
) => {
  const timed = async (scrape: () => Promise<string>) => {
    const began = performance.now();
    const page = await scrape();
    return { ms: performance.now() - began, readAt: /^\w+_read_timestamp_seconds (\S+)$/m.exec(page)?.[1], page };
  };
  const own = () => timed(() => ours.scrape(`?collect[]=${subject.ours}`));
  const first = await own();
  if (!first.page.includes('table="room_9999"')) throw new Error(`${subject.ours} tells nothing of the last table.`);
  const times = { ours: [] as number[], peer: [] as number[], first: first.ms };
  let before = first.readAt;
  for (let round = 0; round < rounds; round += 1) {
    let next = await own();
    while (next.readAt === before) {
      await delay(200);
      next = await own();
    }
    before = next.readAt;
    times.ours.push(next.ms);
    times.peer.push((await timed(() => peer.scrape(`?collect[]=${subject.peer}`))).ms);
  }
  return times;
};

/** Ten thousand tables, where the peer asks information_schema. */
export const manyTables: Part = {
  name: '10,000 tables beside mysqld_exporter',
  async run(say) {
    const mariadb = await startExporterMariadb();
    try {
      await keepOpen(mariadb, subjects[0].keeps);
      await makeTables(mariadb);
      say(`${tables} tables are there`);
      const ours = await startOurs(mariadb);
      const peer = await startMysqldExporter(mariadb.server, ...subjects.map((subject) => `--collect.${subject.peer}`));
      try {
        const rows: Row[] = [];
        for (const subject of subjects) {
          const of = { case: `${tables} tables, ${subject.of}; peer: ${peer.version}`, unit: 'ms', reason } as const;
          // All tables are open from being made; those of the defaults are fewer.
          if (subject !== subjects[0]) await keepOpen(mariadb, subject.keeps);
          const times = await compare(ours, peer, subject);
          rows.push(
            besideOf({ ...of, measure: 'scrape' }, times, subject.ms),
            comparisonOf({ ...of, measure: 'scrape beside the peer' }, times, subject.ratio),
            besideOf({ ...of, measure: 'first scrape' }, { ours: [times.first], peer: times.peer }, 1_000),
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
