import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import type { Log } from '../logging/log.ts';
import { migrate } from '../storage/migrate.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { readLimits } from './limits.ts';
import { startMover } from './mover.ts';

it('leaves a share of the cap of the live table, and takes the other limits as they are', () => {
  const config = parseConfig({ retention: { maxAgeDays: 3, roomRows: 100 } }, 'gapwatch.config.ts');
  expect(readLimits(config)).toEqual({
    keepRows: 15_000,
    roomRows: 100,
    rooms: ['I', 'E', 'F', 'T'],
    maxAgeSeconds: 259_200,
    chunkRows: 500,
    pauseRatio: 3,
  });
  expect(readLimits(parseConfig({ tables: [{ name: 'chatlogs' }] }, 'gapwatch.config.ts'))).not.toHaveProperty(
    'keepRows',
  );
});

describe('the mover', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    mysql?.destroy();
    await mariadb?.stop();
  });

  const talk = (count: number, text: string) =>
    mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       SELECT 1, 'I', CONCAT(?, seq), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM seq_1_to_${count}`,
      [text],
    );

  const start = (limits: object = {}) => {
    const telemetry = createTelemetry();
    const lines: string[] = [];
    const write = (line: string) => {
      lines.push(line);
    };
    const log: Log = { error: write, warn: write, info: write, debug: write };
    const mover = startMover({
      login: mariadb.app,
      limits: { rooms: [], maxAgeSeconds: 86_400, chunkRows: 10, pauseRatio: 0, ...limits },
      indexed: true,
      intervalSeconds: 0.1,
      telemetry,
      log,
    });
    /** A value of the page of metrics; undefined where the series is not there. */
    const value = async (series: string): Promise<number | undefined> => {
      const page = await telemetry.registry.metrics();
      const line = page.split('\n').find((one) => one.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length));
    };
    return { ...mover, lines, value };
  };

  it('counts what it moves and deletes by reason, its runs and their ends, and tells when it last succeeded', async () => {
    await talk(25, 'a');
    const began = Date.now() / 1e3;
    const mover = start({ keepRows: 5 });
    await until(
      'It has run twice',
      async () => ((await mover.value('chat_backup_runs_total{outcome="done"}')) ?? 0) > 1,
    );
    expect(await mover.value('chat_backup_moved_rows_total{reason="cap"}')).toBe(20);
    expect(await mover.value('chat_backup_deleted_rows_total{reason="cap"}')).toBe(20);
    expect(await mover.value('chat_backup_moved_rows_total{reason="age"}')).toBe(0);
    expect(await mover.value('chat_backup_last_success_timestamp_seconds')).toBeGreaterThanOrEqual(began);
    expect(await mover.value('chat_backup_run_duration_seconds_count')).toBeGreaterThan(1);
    await mover.stop();
    expect(mover.lines).toEqual([expect.stringMatching(/^The mover took 20 messages to the backup in \d+ ms\.$/)]);
  });

  it('tells of messages that it cannot move, and counts the difference', async () => {
    await mysql.query('TRUNCATE chatlogs');
    // The ids begin anew.
    await talk(3, 'b');
    const mover = start({ keepRows: 1 });
    const runs = 'chat_backup_runs_total{outcome="mismatch"}';
    await until('A run has met them', async () => ((await mover.value(runs)) ?? 0) > 0);
    await mover.stop();
    expect(await mover.value('chat_backup_deleted_rows_total{reason="cap"}')).toBe(0);
    expect(await mover.value('chat_backup_moved_rows_total{reason="cap"}')).toBeGreaterThanOrEqual(2);
    expect(await mover.value('chat_backup_unmatched_rows')).toBe(2);
    // Not 0, which would be 1970.
    expect(await mover.value('chat_backup_last_success_timestamp_seconds')).toBeUndefined();
    expect(mover.lines[0]).toBe(
      'The backup holds other messages under the ids of 2 old ones, which stay where they are.',
    );
    await mysql.query('TRUNCATE chatlogs');
    await mysql.query('TRUNCATE chatlogBackups');
  });

  it('is told to stop in a long pause, and stops', async () => {
    await talk(30, 'c');
    const mover = start({ keepRows: 5, pauseRatio: 1e6 });
    const moved = 'chat_backup_moved_rows_total{reason="cap"}';
    await until('It has begun', async () => ((await mover.value(moved)) ?? 0) > 0);
    await mover.stop();
    expect(await mover.value(moved)).toBe(10);
    expect(await mover.value('chat_backup_runs_total{outcome="stopped"}')).toBe(1);
  });

  it('waits for a MySQL that is away, and goes on when it is back', async () => {
    await mariadb.kill();
    const mover = start({ keepRows: 5 });
    const failed = 'chat_backup_runs_total{outcome="failed"}';
    await until('It has failed', async () => ((await mover.value(failed)) ?? 0) > 0);
    await mariadb.start();
    await until('It has run', async () => ((await mover.value('chat_backup_runs_total{outcome="done"}')) ?? 0) > 0);
    await mover.stop();
    expect(mover.lines[0]).toBe('The mover broke off; the next run goes on.');
  });
});
