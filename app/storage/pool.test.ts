import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import type { Log } from '../logging/log.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import type { Database } from './database.ts';
import { openDatabase } from './pool.ts';
import { logSlowStatements } from './slow-statements.ts';

describe('the pool', () => {
  let mariadb: TestMariadb;
  let telemetry: Telemetry;
  let database: Database;
  beforeAll(async () => {
    mariadb = await startMariadb();
    const mysql = await createConnection(mariadb.app);
    await mysql.query('CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(20))');
    await mysql.end();
  });
  afterAll(() => mariadb?.stop());
  beforeEach(() => {
    telemetry = createTelemetry();
    database = openDatabase(mariadb.app, { size: 1, telemetry, worker: '1' });
  });
  afterEach(() => database.end(1_000));

  const valueIn = async (name: string, labels: Record<string, string> = {}) => {
    const family = (await telemetry.collect()).find((one) => one.name === name);
    return family?.values.find((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      ?.value;
  };
  const used = () => valueIn('chat_pool_connections', { state: 'in_use' });

  it('tells what is in use, idle and waiting', async () => {
    expect([await used(), await valueIn('chat_pool_connections_limit')]).toEqual([0, 1]);
    const slow = database.rows('SELECT SLEEP(1)');
    const next = database.rows('SELECT 1 AS one');
    await until(
      'One is in use and one waits',
      async () => (await used()) === 1 && (await valueIn('chat_pool_waiting')) === 1,
    );
    await slow;
    expect(await next).toEqual([{ one: 1 }]);
    expect([await used(), await valueIn('chat_pool_connections', { state: 'idle' })]).toEqual([0, 1]);
    expect(await valueIn('chat_pool_waiting')).toBe(0);
  });

  it('logs what MySQL took longer for than a request may take, without the values, whether or not it ended well', async () => {
    const lines: unknown[] = [];
    const nothing = () => {};
    const warn: Log['warn'] = (...line) => void lines.push(line);
    const { thresholds } = parseConfig({ thresholds: { messageDurationSeconds: 0.3 } }, 'x.ts');
    const watch = logSlowStatements({ error: nothing, warn, info: nothing, debug: nothing }, { thresholds });
    const watched = openDatabase(mariadb.app, { size: 1, telemetry: createTelemetry(), worker: '2', watch });
    onTestFinished(() => watched.end(1_000));
    await watched.rows('SELECT ? AS fast', ['a secret']);
    await watched.transaction(({ rows }) => rows('SELECT\n  SLEEP(0.4), ?', ['a secret']));
    await expect(
      watched.run('INSERT INTO notes (text) SELECT CONCAT(SLEEP(0.4), ?)', ['x'.repeat(30)]),
    ).rejects.toThrow(/too long/);
    await watched.rows(`SELECT SLEEP(0.4)${', ?'.repeat(2_000)}`, Array(2_000).fill('a secret'));
    const line = (text: unknown) => [
      expect.stringMatching(/^A statement took MySQL \d+ ms\.$/),
      { 'event.duration': expect.any(Number), 'db.query.text': text },
    ];
    expect(lines).toEqual([
      line('SELECT SLEEP(0.4), ?'),
      line('INSERT INTO notes (text) SELECT CONCAT(SLEEP(0.4), ?)'),
      line(expect.stringMatching(/^SELECT SLEEP\(0\.4\)[, ?]{983}$/)),
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('lets nobody wait for ever, and counts those who gave up', async () => {
    const slow = database.rows('SELECT SLEEP(3)');
    await until('It is in use', async () => (await used()) === 1);
    await expect(database.rows('SELECT 1')).rejects.toThrow('No connection to MySQL came free within 2000 ms.');
    expect(await valueIn('chat_pool_failures_total', { reason: 'timeout' })).toBe(1);
    await slow;
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await used()).toBe(0);
  });

  it('refuses at once when too many wait', async () => {
    const slow = database.rows('SELECT SLEEP(1)');
    await until('It is in use', async () => (await used()) === 1);
    const crowd = await Promise.allSettled(Array.from({ length: 210 }, () => database.rows('SELECT 1')));
    await slow;
    // On a busy machine some of those in the queue may get no turn in time: that is another refusal.
    const refused = crowd.filter(
      (one) => one.status === 'rejected' && String(one.reason).includes('Queue limit reached'),
    );
    expect(refused).toHaveLength(10);
    expect(await valueIn('chat_pool_failures_total', { reason: 'queue_full' })).toBe(10);
  });

  it('does all of a transaction or nothing', async () => {
    const add = 'INSERT INTO notes (text) VALUES (?)';
    const id = await database.transaction(({ run }) => run(add, ['kept']));
    await expect(
      database.transaction(async ({ run }) => {
        await run(add, ['lost']);
        await run(add, ['longer than the column allows']);
      }),
    ).rejects.toThrow(/Data too long/);
    expect(await database.rows('SELECT id, text FROM notes')).toEqual([{ id, text: 'kept' }]);
  });

  it('gives a transaction up when MySQL stops answering in its midst', async () => {
    await expect(database.transaction(({ rows }) => rows('SELECT SLEEP(600)'))).rejects.toMatchObject({
      code: 'PROTOCOL_SEQUENCE_TIMEOUT',
    });
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await used()).toBe(0);
  });

  it('ends without waiting for a statement that does not', async () => {
    const slow = database.rows('SELECT SLEEP(4)').then(() => 'the statement');
    await until('It is in use', async () => (await used()) === 1);
    expect(await Promise.race([slow, database.end(100).then(() => 'the pool')])).toBe('the pool');
    await slow;
    database = openDatabase(mariadb.app, { size: 1, telemetry: createTelemetry(), worker: '1' });
  });

  it('drops a connection whose statement does not end, and goes on with another', async () => {
    await expect(database.rows('SELECT SLEEP(600)')).rejects.toMatchObject({ code: 'PROTOCOL_SEQUENCE_TIMEOUT' });
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await used()).toBe(0);
    const asleep = "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'";
    await until('MySQL has given it up too', async () => (await database.rows(asleep)).length === 0);
  });

  it('counts what could not reach MySQL, and comes back with it', async () => {
    await mariadb.kill();
    await expect(database.rows('SELECT 1')).rejects.toThrow();
    expect(await valueIn('chat_pool_failures_total', { reason: 'unreachable' })).toBe(1);
    await mariadb.start();
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect([await used(), await valueIn('chat_pool_connections', { state: 'idle' })]).toEqual([0, 1]);
  });
});
