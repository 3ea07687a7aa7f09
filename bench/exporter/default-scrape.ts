import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';
import { startOurs, startPeer } from './running-exporter.ts';

const countRounds = 10;

/** Pages by the same families: the peer's are more of them, ours those that alerts and dashboards read. */
const serverOnly = {
  ours: '?collect[]=mysql_server&collect[]=mysql_status&collect[]=mysql_variables',
  peer: '?collect[]=global_status&collect[]=global_variables',
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

/** A scrape of the defaults beside mysqld_exporter's, of the same server. */
export const defaultScrape: Part = {
  name: 'default scrape beside mysqld_exporter',
  async run() {
    const mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    try {
      await mariadb.makeTable('chatlogs');
      return await compareWithPeer(mariadb);
    } finally {
      await mariadb.stop();
    }
  },
};
