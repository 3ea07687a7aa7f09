import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startMysqldExporter } from '../../test/support/start-mysqld-exporter.ts';
import { comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { cpuTimeOf } from '../load/cpu-time.ts';
import { percentile } from '../percentile.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';
import { type RunningExporter, startOurs } from './running-exporter.ts';

const countRounds = 10;

const reason =
  'the answers of the server alone take some 4 ms of either; what is left of ours is one thread at work, and takes about half of their processor time';

/** Scrapes between two looks at the processor's time: one takes too little of it to be seen alone. */
const cpuScrapes = 20;

/** Ours that tell what the other's defaults tell: the status, the variables, InnoDB's compression and the replication. */
const same = ['mysql_server', 'mysql_status', 'mysql_variables', 'mysql_innodb', 'mysql_replication']
  .map((name) => `collect[]=${name}`)
  .join('&');

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

/** Milliseconds of processor time that an exporter takes for a scrape; several times. */
const cpuOf = async ({ pid }: Pick<RunningExporter, 'pid'>, work: () => Promise<unknown>): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < countRounds; round += 1) {
    const before = cpuTimeOf([pid]);
    for (let i = 0; i < cpuScrapes; i += 1) await work();
    times.push((cpuTimeOf([pid]) - before) / cpuScrapes);
  }
  return times;
};

/** @param judged whether the goals count: they are for pages that tell the same */
const compareScrapes = async (
  of: string,
  judged: boolean,
  mariadb: ExporterMariadb,
  ours: RunningExporter,
  peer: Pick<RunningExporter, 'pid' | 'scrape'>,
  query: string,
): Promise<Row[]> => {
  const admin = await createConnection(mariadb.server.admin);
  const row = (measure: string, unit: Row['unit']) => ({ case: of, measure, unit, reason });
  const goal = (most: number) => (judged ? most : undefined);
  const scrape = () => ours.scrape(query);
  const other = () => peer.scrape();
  // Both as after hours of service: the first scrapes compile what the later ones run.
  await interleave(scrape, other);
  const times = await interleave(scrape, other);
  const p95 = { ours: [percentile(0.95, times.ours)], peer: [percentile(0.95, times.peer)] };
  const cpu = { ours: await cpuOf(ours, scrape), peer: await cpuOf(peer, other) };
  const lasting = await mariadb.connections();
  const own = await costOnServer(admin, scrape);
  const others = await costOnServer(admin, other);
  const made = (await mariadb.connections()).filter((id) => !lasting.includes(id));
  await admin.end();
  return [
    comparisonOf(row('time', 'ms'), times, goal(0.5)),
    comparisonOf(row('time, 95 % of the scrapes', 'ms'), p95, goal(0.5)),
    comparisonOf(row('processor time of the exporter', 'ms'), cpu),
    rowOf(row('statements, a farewell included', 'count'), own.statements, goal(6)),
    rowOf(row('statements of the peer', 'count'), others.statements),
    rowOf(row('connections made for data', 'count'), [made.length], goal(0)),
    rowOf(row('connections made, to prove that it can', 'count'), own.connections),
    rowOf(row('connections made by the peer', 'count'), others.connections),
  ];
};

/** A scrape of the defaults beside mysqld_exporter's, of the same server. */
export const defaultScrape: Part = {
  name: 'default scrape beside mysqld_exporter',
  async run() {
    const mariadb = await startExporterMariadb({
      tables: [{ name: 'chatlogs' }],
      exporter: { collectors: { mysql_replication: { enabled: true } } },
    });
    try {
      await mariadb.makeTable('chatlogs');
      const ours = await startOurs(mariadb);
      const peer = await startMysqldExporter(mariadb.server);
      try {
        return [
          ...(await compareScrapes(`what both tell; peer: ${peer.version}`, true, mariadb, ours, peer, `?${same}`)),
          ...(await compareScrapes('our whole page, which tells more, beside it', false, mariadb, ours, peer, '')),
        ];
      } finally {
        await ours.stop();
        await peer.stop();
      }
    } finally {
      await mariadb.stop();
    }
  },
};
