import { readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startDeadline } from '../engine/deadline.ts';
import { exporterConnections } from '../grants.ts';
import { openSession } from './session.ts';

let mariadb: ExporterMariadb;
beforeAll(async () => {
  mariadb = await startExporterMariadb();
});
afterEach(() => mariadb.closeSessions());
afterAll(() => mariadb.stop());

/** Statements that sleep, as only an administrator sees those of others. */
const sleeping = async () => {
  const admin = await createConnection(mariadb.server.admin);
  const [rows] = await admin.query(
    "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(60)' ",
  );
  await admin.end();
  return rows;
};

const connectionId = 'SELECT CONNECTION_ID() AS id';

/** Runs a statement with so many milliseconds. */
const askWithin = (ms: number, session: ReturnType<typeof openSession>, sql: string) =>
  session.query(sql, [], startDeadline(ms));

describe('a session', () => {
  it('keeps one connection for all that is asked, also at once', async () => {
    const { query } = mariadb.openSession();
    const rows = await Promise.all([1, 2, 3].map(() => ask(query, connectionId)));
    expect(new Set([...rows.flat(), ...(await ask(query, connectionId))].map(({ id }) => id)).size).toBe(1);
  });

  it('reads times as UTC and does not wait for locks of whole tables', async () => {
    const { query } = mariadb.openSession();
    expect(await ask(query, 'SELECT @@time_zone AS zone, @@lock_wait_timeout AS wait')).toEqual([
      { zone: '+00:00', wait: 2 },
    ]);
  });

  it('has the server end a statement at its deadline, and keeps the connection', async () => {
    const session = mariadb.openSession();
    const [before] = await ask(session.query, connectionId);
    const asked = askWithin(3_000, session, 'SELECT SLEEP(60)');
    const refused = expect(asked).rejects.toThrow('ended the statement at its deadline.');
    await expect.poll(sleeping).toEqual([{ n: 1 }]);
    await refused;
    expect(await ask(session.query, connectionId)).toEqual([before]);
    expect(await sleeping()).toEqual([{ n: 0 }]);
  });

  it('gives up alone a statement whose turn does not come in time', async () => {
    const session = mariadb.openSession();
    const connection = await ask(session.query, connectionId);
    const long = askWithin(5_000, session, 'SELECT SLEEP(0.5) AS slept');
    await expect(askWithin(50, session, 'SELECT 1')).rejects.toThrow('did not answer in time.');
    expect(await long).toEqual([{ slept: 0 }]);
    expect(await ask(session.query, connectionId)).toEqual(connection);
  });

  it('tells an error of a statement, and goes on', async () => {
    const { query } = mariadb.openSession();
    await expect(ask(query, 'SELECT 1 FROM fungap.nosuch')).rejects.toThrow(
      /answers with an error: SELECT command denied/,
    );
    expect(await ask(query, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says what to do where a procedure is missing, or not for its user', async () => {
    await expect(ask(mariadb.openSession().query, 'CALL gapwatch.nosuch()')).rejects.toThrow(
      `MySQL at 127.0.0.1:${mariadb.server.port} has no such procedure for user gapwatch_exporter: apply what \`gapwatch exporter grants\` prints.`,
    );
  });

  it('connects anew after the server has gone and come back, with one sentence in between', async () => {
    const { query } = mariadb.openSession();
    await ask(query, connectionId);
    await mariadb.server.kill();
    // The first may still find the end of the connection that there was.
    const asked = () => ask(query, connectionId).then(String, ({ message }: Error) => message);
    await expect
      .poll(asked)
      .toBe(`MySQL does not answer at 127.0.0.1:${mariadb.server.port} (mysql.host, mysql.port): ECONNREFUSED.`);
    await mariadb.server.start();
    expect(await ask(query, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('connects no more once it is closed, not even for a statement that waits for its turn', async () => {
    const session = mariadb.openSession();
    await ask(session.query, connectionId);
    const both = Promise.allSettled([ask(session.query, 'SELECT SLEEP(1)'), ask(session.query, 'SELECT 1')]);
    await session.close();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(ask(session.query, 'SELECT 1')).rejects.toThrow('The exporter is stopping.');
    await expect.poll(mariadb.connections).toEqual([]);
  });

  it('says what to do where its user has too many connections, and recovers', async () => {
    const others = Array.from({ length: exporterConnections(mariadb.config) }, () => mariadb.openSession());
    for (const { query } of others) await ask(query, connectionId);
    const { query } = mariadb.openSession();
    await expect(ask(query, connectionId)).rejects.toThrow(
      `MySQL user gapwatch_exporter has as many connections as it may (MAX_USER_CONNECTIONS), expected one to be free: let one exporter only use this user, or apply what \`gapwatch exporter grants\` prints.`,
    );
    await others[0]?.close();
    await expect.poll(() => ask(query, 'SELECT 1 AS one').catch(() => [])).toEqual([{ one: 1 }]);
  });

  it('connects anew after its connection was killed', async () => {
    const { query } = mariadb.openSession();
    const [row] = await ask(query, connectionId);
    await mariadb.kill(Number(row?.id));
    await expect.poll(() => ask(query, 'SELECT 1 AS one').catch(() => [])).toEqual([{ one: 1 }]);
  });
});

describe('the password', () => {
  const login = () => ({
    host: '127.0.0.1',
    port: mariadb.server.port,
    user: mariadb.config.exporter.mysqlUser,
    passwordFile: `${mariadb.passwordFile}-rotated`,
  });

  it('is read again after it was refused', async () => {
    const session = openSession(login());
    await writeFile(login().passwordFile, 'wrong\n');
    await expect(ask(session.query, 'SELECT 1')).rejects.toThrow(
      `MySQL refuses user gapwatch_exporter: put its password into ${login().passwordFile} (exporter.mysqlPasswordFile), or make the user by what \`gapwatch exporter grants\` prints.`,
    );
    await writeFile(login().passwordFile, await readFile(mariadb.passwordFile));
    expect(await ask(session.query, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await session.close();
  });

  it('is missed in a sentence', async () => {
    await rm(login().passwordFile, { force: true });
    await expect(ask(openSession(login()).query, 'SELECT 1')).rejects.toThrow(
      `The password of MySQL user gapwatch_exporter cannot be read (exporter.mysqlPasswordFile): ENOENT: no such file or directory, open '${login().passwordFile}'.`,
    );
  });
});
