import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';
import { freePort } from '../test/support/free-port.ts';
import { type Benchmark, comparisonOf, type Row, rowOf } from './benchmark.ts';

const rounds = 50;
const countRounds = 10;

/** Rows of the chat table, ascending: a cost that does not grow is the same at both. */
const sizes = [200_000, 1_000_000];

/** Debian's name for mysqld_exporter. */
const peerProgram = 'prometheus-mysqld-exporter';

/** Pages by the same families: the peer's are more of them, ours those that alerts and dashboards read. */
const serverOnly = {
  ours: '?collect[]=mysql_server&collect[]=mysql_status&collect[]=mysql_variables',
  peer: '?collect[]=global_status&collect[]=global_variables',
};

/** An exporter that runs as a process of its own. */
interface RunningExporter {
  readonly scrape: (query?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Waits until the process' page says that MySQL is up. */
const whenUp = async (process: ResultPromise, port: number): Promise<RunningExporter> => {
  const scrape = async (query = '') => (await fetch(`http://127.0.0.1:${port}/metrics${query}`)).text();
  const isUp = () =>
    scrape().then(
      (page) => page.includes('\nmysql_up 1\n'),
      () => false,
    );
  while (!(await isUp())) {
    if (process.exitCode !== null) throw new Error(`${process.spawnargs.join(' ')} ended with ${process.exitCode}.`);
    await delay(50);
  }
  return {
    scrape,
    async stop() {
      process.kill();
      await process.catch(() => {});
    },
  };
};

const startOurs = ({ config }: ExporterMariadb): Promise<RunningExporter> => {
  const main = join(import.meta.dirname, '../cli/main.ts');
  const args = [main, 'exporter', '--config', join(config.root, 'gapwatch.config.ts')];
  return whenUp(execa(process.execPath, args), config.exporter.port);
};

const startPeer = async ({ server }: ExporterMariadb): Promise<RunningExporter> => {
  const { user, password, host, port } = server.app;
  const own = await freePort();
  const env = { DATA_SOURCE_NAME: `${user}:${password}@tcp(${host}:${port})/` };
  return whenUp(execa(peerProgram, [`--web.listen-address=127.0.0.1:${own}`], { env }), own);
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Milliseconds of two kinds of work in turn; which goes first alternates. */
const interleave = async (ours: () => Promise<unknown>, other: () => Promise<unknown>) => {
  const runs = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) runs.ours.push(await timed(ours));
    runs.peer.push(await timed(other));
    if (round % 2 === 1) runs.ours.push(await timed(ours));
  }
  return runs;
};

/** Statements that the server was sent, and connections made to it, during some work; each of several times. */
const costOnServer = async (admin: Connection, work: () => Promise<unknown>) => {
  const read = async () => {
    const [rows] = await admin.query<RowDataPacket[]>(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Connections')",
    );
    return new Map(rows.map(({ Variable_name, Value }) => [Variable_name, Number(Value)]));
  };
  const statements: number[] = [];
  const connections: number[] = [];
  for (let round = 0; round < countRounds; round += 1) {
    const before = await read();
    await work();
    const after = await read();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    // The second reading counts itself.
    statements.push(grown('Questions') - 1);
    connections.push(grown('Connections'));
  }
  return { statements, connections };
};

const compareScrapes = async (
  of: string,
  admin: Connection,
  ours: () => Promise<string>,
  theirs: () => Promise<string>,
): Promise<Row[]> => {
  const row = (measure: string, unit: Row['unit']) => ({ case: of, measure, unit });
  const time = comparisonOf(row('time', 'ms'), await interleave(ours, theirs), 0.5);
  const own = await costOnServer(admin, ours);
  const peer = await costOnServer(admin, theirs);
  return [
    time,
    rowOf(row('statements', 'count'), own.statements, 6),
    rowOf(row('statements of mysqld_exporter', 'count'), peer.statements),
    rowOf(row('connections made', 'count'), own.connections, 0),
    rowOf(row('connections made by mysqld_exporter', 'count'), peer.connections),
  ];
};

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

const compareWithPeer = async (mariadb: ExporterMariadb): Promise<Row[]> => {
  const admin = await createConnection(mariadb.server.admin);
  const exporters = [await startOurs(mariadb), await startPeer(mariadb)] as const;
  const [ours, theirs] = exporters;
  try {
    return [
      ...(await compareScrapes(
        'default page, one empty chat table',
        admin,
        () => ours.scrape(),
        () => theirs.scrape(),
      )),
      ...(await compareScrapes(
        'status and variables of the server',
        admin,
        () => ours.scrape(serverOnly.ours),
        () => theirs.scrape(serverOnly.peer),
      )),
    ];
  } finally {
    await Promise.all(exporters.map(({ stop }) => stop()));
    await admin.end();
  }
};

/** What a scrape costs its reader and the server, beside the exporter that most have. */
export const exporter: Benchmark = {
  name: 'exporter',
  question: "What does a scrape cost beside mysqld_exporter's, and watching a chat table beside COUNT(*)?",
  run: async (say) => {
    const mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    try {
      await mariadb.makeTable('chatlogs');
      const rows = await compareWithPeer(mariadb);
      say('scrapes compared');
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
