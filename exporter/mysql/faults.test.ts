import { readFile, writeFile } from 'node:fs/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startDeadline } from '../engine/deadline.ts';
import { type Engine, makeEngine } from '../engine/engine.ts';
import { exporterConnections } from '../grants.ts';
import { makeMysqlCollectors } from './mysql-collectors.ts';

let mariadb: ExporterMariadb;
let admin: Connection;
let engine: Engine;
let log: string[];
let passwordFile: string;
beforeAll(async () => {
  mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
  await mariadb.makeTable('chatlogs');
  await mariadb.run("INSERT INTO chatlogs (message) SELECT 'abc' FROM seq_1_to_200");
  passwordFile = `${mariadb.passwordFile}-of-test`;
});
afterAll(() => mariadb.stop());
beforeEach(async () => {
  admin = await createConnection(mariadb.server.admin);
  await writeFile(passwordFile, await readFile(mariadb.passwordFile));
  log = [];
  const { host, port } = mariadb.server;
  const login = { host, port, user: mariadb.config.exporter.mysqlUser, passwordFile };
  engine = makeEngine(makeMysqlCollectors(login), (_, sentence) => log.push(sentence));
});
afterEach(async () => {
  await engine.close();
  await admin.end();
  await mariadb.closeSessions();
});

/** A scrape, which must be answered within its budget in milliseconds. */
const scrape = async (budgetMs = 4_000): Promise<readonly string[]> => {
  const late = startDeadline(budgetMs + 400);
  const page = await engine.scrape(budgetMs);
  expect(late.signal.aborted).toBe(false);
  late.end();
  return renderSamples(page).split('\n');
};

/** The collectors that did not succeed in the last scrape. */
const failed = () =>
  engine
    .outcomes()
    .filter(({ state }) => state !== 'succeeded')
    .map(({ name }) => name);

/** Statements that the server is still executing; of a procedure, the user is the one that owns it. */
const running = async (): Promise<readonly unknown[]> => {
  const [rows] = await admin.query(
    "SELECT info FROM information_schema.PROCESSLIST WHERE command <> 'Sleep' AND id <> CONNECTION_ID() AND info IS NOT NULL",
  );
  return rows as readonly unknown[];
};

const whole = async () => {
  const lines = await scrape();
  return { up: lines.includes('mysql_up 1'), connect: lines.includes('mysql_connect_success 1'), failed: failed() };
};
const allWell = { up: true, connect: true, failed: [] };

describe('while MySQL', () => {
  it('lets nobody new in, for it is full, the page goes on over the connection that lasts', async () => {
    expect(await whole()).toEqual(allWell);
    await admin.query('SET GLOBAL max_connections = 10');
    const others: Connection[] = [];
    // One more than that is for an administrator, which is connected already.
    for (let i = 0; i < 20; i += 1)
      await mariadb.connect().then(
        (one) => others.push(one),
        () => {},
      );
    const lines = await scrape();
    expect(lines).toEqual(expect.arrayContaining(['mysql_up 1', 'mysql_connect_success 0']));
    expect(lines.filter((line) => line.startsWith('mysql_connect_duration_seconds '))).toEqual([]);
    expect(failed()).toEqual([]);
    expect(log.join()).toContain(
      `MySQL at 127.0.0.1:${mariadb.server.port} lets nobody in: it has as many connections as it may (max_connections)`,
    );
    for (const other of others) await other.end();
    await admin.query('SET GLOBAL max_connections = 151');
    await expect.poll(whole).toEqual(allWell);
  });

  it('has given all the connections that the user may hold, the page says so and goes on', async () => {
    expect(await whole()).toEqual(allWell);
    const user = mariadb.config.exporter.mysqlUser;
    const password = (await readFile(mariadb.passwordFile, 'utf8')).trim();
    const { host, port } = mariadb.server;
    const others = await Promise.all(
      Array.from({ length: exporterConnections(mariadb.config) - 1 }, () =>
        createConnection({ host, port, user, password }),
      ),
    );
    expect(await scrape()).toEqual(expect.arrayContaining(['mysql_up 1', 'mysql_connect_success 0']));
    expect(failed()).toEqual([]);
    expect(log.join()).toContain('has as many connections as it may (MAX_USER_CONNECTIONS)');
    for (const other of others) await other.end();
    await expect.poll(whole).toEqual(allWell);
  });

  it('has another password for the user, the page goes on, and connects by the new one once the file has it', async () => {
    expect(await whole()).toEqual(allWell);
    await admin.query(`SET PASSWORD FOR '${mariadb.config.exporter.mysqlUser}'@'%' = PASSWORD('rotated')`);
    try {
      expect(await scrape()).toEqual(expect.arrayContaining(['mysql_up 1', 'mysql_connect_success 0']));
      expect(failed()).toEqual([]);
      expect(log.join()).toContain('MySQL refuses user gapwatch_exporter: put its password into');
      // Without the connection that lasts, nothing is left.
      for (const id of await mariadb.connections()) await mariadb.kill(id);
      await expect.poll(scrape).toEqual(expect.arrayContaining(['mysql_up 0', 'mysql_connect_success 0']));
      await writeFile(passwordFile, 'rotated\n');
      await expect.poll(whole).toEqual(allWell);
    } finally {
      const password = (await readFile(mariadb.passwordFile, 'utf8')).trim();
      await admin.query(`SET PASSWORD FOR '${mariadb.config.exporter.mysqlUser}'@'%' = PASSWORD('${password}')`);
    }
  });

  it('has a table locked by LOCK TABLES, or altered for long, nothing of the server is lost', async () => {
    expect(await whole()).toEqual(allWell);
    const other = await mariadb.connect();
    await other.query('LOCK TABLES chatlogs WRITE');
    expect(await whole()).toEqual(allWell);
    await other.query('UNLOCK TABLES');
    // It waits for a transaction that has read the table, and all others that come wait for it.
    await other.query('START TRANSACTION');
    await other.query('SELECT * FROM chatlogs LIMIT 1');
    const altering = mariadb.run('ALTER TABLE chatlogs ADD COLUMN later INT');
    const state =
      "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE state LIKE 'Waiting for table metadata lock'";
    await expect.poll(async () => (await admin.query(state))[0]).toEqual([{ n: 1 }]);
    expect(await whole()).toEqual(allWell);
    await other.query('COMMIT');
    await altering;
    // And one that works: a row takes it a hundredth of a second.
    const slow = 'SHA2(REPEAT(message, 2000000), 512)';
    const working = mariadb.run(
      `ALTER TABLE chatlogs ADD COLUMN slow CHAR(128) AS (${slow}) PERSISTENT, ALGORITHM = COPY`,
    );
    const copying =
      "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE info LIKE 'ALTER TABLE chatlogs ADD COLUMN slow%'";
    await expect.poll(async () => (await admin.query(copying))[0]).toEqual([{ n: 1 }]);
    expect(await whole()).toEqual(allWell);
    expect((await admin.query(copying))[0]).toEqual([{ n: 1 }]);
    await working;
    await other.end();
  });

  it('has its own statistics locked, only the sizes of tables are lost, and nothing stays behind', async () => {
    expect(await whole()).toEqual(allWell);
    await admin.query('LOCK TABLES mysql.innodb_table_stats WRITE');
    await scrape();
    expect(failed()).toEqual(['mysql_tables']);
    await admin.query('UNLOCK TABLES');
    await expect.poll(running).toEqual([]);
    await expect.poll(whole).toEqual(allWell);
  });

  it.each([4_000, 1_500])(
    'is stopped dead, a scrape with %d ms is answered in time, and the next after it goes on',
    async (budgetMs) => {
      expect(await whole()).toEqual(allWell);
      await mariadb.signal('SIGSTOP');
      try {
        for (let i = 0; i < 2; i += 1) {
          const lines = await scrape(budgetMs);
          expect(lines).toEqual(expect.arrayContaining(['mysql_up 0', 'mysql_connect_success 0']));
          expect(failed()).toEqual(engine.names);
        }
      } finally {
        await mariadb.signal('SIGCONT');
      }
      await expect.poll(whole, { timeout: 20_000 }).toEqual(allWell);
      await expect.poll(running).toEqual([]);
    },
  );

  it('is killed and refuses, the page says so at once, and is whole when it is back', async () => {
    expect(await whole()).toEqual(allWell);
    await admin.end();
    await mariadb.server.kill();
    expect(await scrape()).toEqual(expect.arrayContaining(['mysql_up 0', 'mysql_connect_success 0']));
    expect(log).toContain(
      `Collector mysql_server failed: MySQL does not answer at 127.0.0.1:${mariadb.server.port} (mysql.host, mysql.port): ECONNREFUSED.`,
    );
    await mariadb.server.start();
    admin = await createConnection(mariadb.server.admin);
    expect(await whole()).toEqual(allWell);
  });
});

it('has the server end a statement at its deadline, one of a procedure too', async () => {
  await admin.query('CREATE OR REPLACE PROCEDURE fungap.dawdles() SELECT SLEEP(60) AS slept');
  await admin.query(`GRANT EXECUTE ON PROCEDURE fungap.dawdles TO '${mariadb.config.exporter.mysqlUser}'@'%'`);
  const { query } = mariadb.openSession();
  const ask = (sql: string, ms: number) => {
    const deadline = startDeadline(ms);
    return query(sql, [], deadline).finally(deadline.end);
  };
  const [before] = await ask('SELECT CONNECTION_ID() AS id', 5_000);
  for (const sql of ['SELECT SLEEP(60)', 'CALL fungap.dawdles()']) {
    const asking = ask(sql, 1_000).catch((error: unknown) => error);
    await expect.poll(running).toHaveLength(1);
    expect(String(await asking)).toContain('ended the statement at its deadline.');
    // The answer may be here before the list knows; by itself it would sleep for a minute.
    await expect.poll(running, { timeout: 10_000 }).toEqual([]);
  }
  expect(await ask('SELECT CONNECTION_ID() AS id', 5_000)).toEqual([before]);
});
