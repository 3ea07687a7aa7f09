import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { makeEngine } from '../engine/engine.ts';
import { flavourOf } from './flavour.ts';
import { mysqlReplicationCollector } from './replication-collector.ts';
import type { Row, Session } from './session.ts';

const linesOf = async ({ query, server }: Pick<Session, 'query' | 'server'>): Promise<readonly string[]> => {
  const engine = makeEngine([{ ...mysqlReplicationCollector(query, server), enabled: true }], () => {});
  return renderSamples(await engine.scrape(5_000)).split('\n');
};

describe('a MariaDB that follows another', () => {
  let primary: TestMariadb;
  let replica: ExporterMariadb;
  let admin: Connection;
  let there: Connection;
  beforeAll(async () => {
    primary = await startMariadb(() => [], ['--server-id=1', '--log-bin=binlog', '--binlog-format=STATEMENT']);
    replica = await startExporterMariadb({ exporter: { collectors: { mysql_replication: { enabled: true } } } });
    there = await createConnection(primary.admin);
    await there.query("CREATE USER follower IDENTIFIED BY 'follows'");
    await there.query('GRANT REPLICATION SLAVE ON *.* TO follower');
    admin = await createConnection(replica.server.admin);
    await admin.query('SET GLOBAL server_id = 2');
    await admin.query(
      `CHANGE MASTER 'chat' TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${primary.port}, MASTER_USER = 'follower',
        MASTER_PASSWORD = 'follows', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1`,
    );
    await admin.query("START SLAVE 'chat'");
    await there.query('CREATE TABLE talk (id INT PRIMARY KEY, message TEXT)');
  });
  afterAll(async () => {
    await admin?.end();
    await there?.end();
    await replica?.stop();
    await primary?.stop();
  });

  const labels = '{master_host="127.0.0.1",master_uuid="",channel_name="",connection_name="chat"}';
  const lines = () => linesOf(replica.openSession());
  const scraped = async () => {
    const found = await lines();
    await replica.closeSessions();
    return found;
  };

  it('is told to run and not to lag, by connection', async () => {
    await expect
      .poll(scraped, { timeout: 20_000 })
      .toEqual(
        expect.arrayContaining([
          `mysql_slave_status_slave_io_running${labels} 1`,
          `mysql_slave_status_slave_sql_running${labels} 1`,
          `mysql_slave_status_seconds_behind_master${labels} 0`,
          `mysql_slave_status_master_port${labels} ${primary.port}`,
        ]),
      );
  });

  it('is told the last transaction that it applied', async () => {
    const [rows] = await there.query<RowDataPacket[]>('SELECT @@gtid_binlog_pos AS position');
    const [domain, server, sequence] = String(rows[0]?.position).split('-');
    const of = labels.replace('}', `,domain_id="${domain}",server_id="${server}"}`);
    await expect
      .poll(scraped, { timeout: 20_000 })
      .toEqual(
        expect.arrayContaining([
          `mysql_slave_status_gtid_io_pos${of} ${sequence}`,
          `mysql_slave_status_gtid_slave_pos${of} ${sequence}`,
        ]),
      );
  });

  it('has no lag to tell while it stands, whatever lag it has', async () => {
    await admin.query("STOP SLAVE 'chat' SQL_THREAD");
    const stopped = await scraped();
    expect(stopped).toContain(`mysql_slave_status_slave_sql_running${labels} 0`);
    expect(stopped).toContain(`mysql_slave_status_slave_io_running${labels} 1`);
    expect(stopped.filter((line) => line.startsWith('mysql_slave_status_seconds_behind_master'))).toEqual([]);
    await admin.query("START SLAVE 'chat' SQL_THREAD");
    await expect.poll(scraped, { timeout: 20_000 }).toContain(`mysql_slave_status_seconds_behind_master${labels} 0`);
  });

  it('keeps what is replicated from the exporter, as long as nothing fails', async () => {
    await there.query("INSERT INTO talk VALUES (1, 'nobody else shall read this')");
    await expect
      .poll(() => admin.query('SELECT message FROM talk').then(([rows]) => rows), { timeout: 20_000 })
      .toHaveLength(1);
    const { query } = replica.openSession();
    const { signal } = new AbortController();
    const deadline = { signal, remainingMs: () => 5_000 };
    for (const sql of ["SHOW RELAYLOG 'chat' EVENTS", 'SHOW BINLOG EVENTS', 'SHOW ALL SLAVES STATUS']) {
      await expect(query(sql, [], deadline)).rejects.toThrow(/denied/);
    }
    const shown = await query('CALL gapwatch.replication()', [], deadline);
    expect(JSON.stringify(shown)).not.toContain('shall read');
    await replica.closeSessions();
  });
});

/** What MySQL 8.4 answers to SHOW REPLICA STATUS, as far as it matters; a second channel that stands. */
const recorded: readonly Row[] = [
  {
    Replica_IO_State: 'Waiting for source to send event',
    Source_Host: 'db-1',
    Source_Port: 3306,
    Connect_Retry: 60,
    Source_Log_File: 'binlog.000042',
    Read_Source_Log_Pos: 157,
    Relay_Source_Log_File: 'binlog.000042',
    Replica_IO_Running: 'Yes',
    Replica_SQL_Running: 'Yes',
    Replicate_Do_DB: '',
    Exec_Source_Log_Pos: 157,
    Source_SSL_Allowed: 'No',
    Seconds_Behind_Source: 3,
    Replicate_Ignore_Server_Ids: '',
    Source_Server_Id: 1,
    Source_UUID: 'e6a1c2f0-0000-0000-0000-000000000001',
    SQL_Delay: 0,
    SQL_Remaining_Delay: null,
    Executed_Gtid_Set: 'e6a1c2f0-0000-0000-0000-000000000001:1-77',
    Channel_Name: 'chat',
  },
  {
    Source_Host: 'db-2',
    Replica_IO_Running: 'Connecting',
    Seconds_Behind_Source: null,
    Source_UUID: '',
    Channel_Name: '',
  },
];

it.each([
  ['8.4.3', 'SHOW REPLICA STATUS'],
  ['5.7.44', 'SHOW SLAVE STATUS'],
])('asks MySQL %s by %s, and tells newer words beside those that dashboards know', async (version, statement) => {
  const lines = await linesOf({
    server: async () => ({ flavour: flavourOf(version), performanceSchema: true }),
    query: async (sql) => (sql === statement ? recorded : []),
  });
  const of = (host: string, uuid: string, channel: string) =>
    `{master_host="${host}",master_uuid="${uuid}",channel_name="${channel}",connection_name=""}`;
  const first = of('db-1', 'e6a1c2f0-0000-0000-0000-000000000001', 'chat');
  expect(lines).toEqual(
    expect.arrayContaining([
      `mysql_slave_status_seconds_behind_master${first} 3`,
      `mysql_slave_status_seconds_behind_source${first} 3`,
      `mysql_slave_status_slave_io_running${first} 1`,
      `mysql_slave_status_replica_io_running${first} 1`,
      `mysql_slave_status_exec_master_log_pos${first} 157`,
      `mysql_slave_status_sql_delay${first} 0`,
      `mysql_slave_status_slave_io_running${of('db-2', '', '')} 0`,
    ]),
  );
  expect(
    lines.filter((line) => /sql_remaining_delay|slavete|executed_gtid|seconds_behind_master.*db-2/.test(line)),
  ).toEqual([]);
});
