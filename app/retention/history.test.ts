import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import type { SqlValue } from '../storage/database.ts';
import { migrate } from '../storage/migrate.ts';
import { openHistory, type ReadHistory, type Stretch } from './history.ts';

/** Messages of the room, one a minute: the first nine tenths moved, every tenth of those kept back, the rest live. */
const all = 100_000;
const moved = 90_000;
const first = Date.UTC(2026, 0, 1);
const minute = 60_000;

const isVisible = (id: number): boolean => id > moved || id % 10 !== 0;
const at = (id: number): Date => new Date(first + id * minute);

describe('the history of a room', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  let read: ReadHistory;
  const asked: { sql: string; values: readonly SqlValue[] }[] = [];
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection({ ...mariadb.app, timezone: 'Z' });
    const message = (from: number, to: number) =>
      `SELECT seq, 1, 'I', CONCAT('m', seq), TIMESTAMP '2026-01-01 00:00:00' + INTERVAL seq MINUTE, UTC_TIMESTAMP(3)
       FROM seq_${from}_to_${to}`;
    const columns = 'chat_id, user_id, room_name, message, createdAt, updatedAt';
    await mysql.query(`INSERT INTO chatlogBackups (${columns}) ${message(1, moved)}`);
    await mysql.query("UPDATE chatlogBackups SET reason = 'badword', rule = 'x' WHERE chat_id % 10 = 0");
    await mysql.query(`INSERT INTO chatlogs (${columns}) ${message(moved + 1, all)}`);
    await mysql.query(
      `INSERT INTO chatlogs (${columns}) VALUES (${all + 1}, 1, 'E', 'elsewhere', '2026-01-02', '2026-01-02')`,
    );
    await mysql.query('ANALYZE TABLE chatlogs, chatlogBackups');
    read = openHistory({
      async rows<Row>(sql: string, values: readonly SqlValue[] = []) {
        asked.push({ sql, values });
        return (await mysql.execute<RowDataPacket[]>(sql, [...values]))[0] as Row[];
      },
    });
  });
  afterAll(async () => {
    mysql?.destroy();
    await mariadb?.stop();
  });

  const ids = async (stretch: Stretch) => (await read('I', stretch)).map(({ chat_id }) => chat_id);
  const visible = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(isVisible);

  it.each<[string, Stretch, number[]]>([
    ['after an id, across both tables', { after: 89_998, limit: 4 }, [89_999, 90_001, 90_002, 90_003]],
    ['before an id, across both tables', { before: 90_003, limit: 4 }, [89_998, 89_999, 90_001, 90_002]],
    ['between two ids', { after: 5, before: 9, limit: 50 }, [6, 7, 8]],
    ['from the very first', { after: 0, limit: 3 }, [1, 2, 3]],
    ['without end', { after: all, limit: 3 }, []],
    ['from a time', { from: at(89_999), limit: 3 }, [89_999, 90_001, 90_002]],
    ['up to a time', { to: at(90_002), limit: 3 }, [89_998, 89_999, 90_001]],
    ['within two times', { from: at(100), to: at(104), limit: 50 }, [101, 102, 103]],
    ['within two times, after an id', { from: at(100), to: at(104), after: 102, limit: 50 }, [103]],
    ['within two times, before an id', { from: at(100), to: at(104), before: 103, limit: 1 }, [102]],
    ['within times, after an id that was kept back', { from: at(105), after: 110, limit: 2 }, [111, 112]],
    ['within times that hold nothing', { from: at(0), to: at(1), limit: 5 }, []],
  ])('is read %s', async (_, stretch, expected) => {
    expect(await ids(stretch)).toEqual(expected);
  });

  it.each([
    ['ids', {}],
    ['times', { from: at(89_900), to: at(90_100) }],
  ])('is paged through by %s without a gap or a double, forwards and back', async (_, times) => {
    const forwards: number[] = [];
    for (let after = 89_899; ; ) {
      const page = await ids({ ...times, after, limit: 37 });
      forwards.push(...page.filter((id) => id < 90_100));
      after = page.at(-1) ?? after;
      if (page.length === 0 || after >= 90_099) break;
    }
    expect(forwards).toEqual(visible(89_900, 90_099));
    const back: number[] = [];
    for (let before = 90_100; ; ) {
      const page = await ids({ ...times, before, limit: 37 });
      back.unshift(...page.filter((id) => id >= 89_900));
      before = page[0] ?? before;
      if (page.length === 0 || before <= 89_901) break;
    }
    expect(back).toEqual(forwards);
  });

  it('follows the times also where ids were given in another order', async () => {
    await mysql.query(
      `INSERT INTO chatlogs (chat_id, user_id, room_name, message, createdAt, updatedAt)
       VALUES (${all + 2}, 1, 'I', 'late', '2026-01-01 00:05:30', '2026-01-01')`,
    );
    const within = { from: at(4), to: at(8), limit: 2 };
    expect(await ids(within)).toEqual([4, 5]);
    expect(await ids({ ...within, after: 5 })).toEqual([all + 2, 6]);
    expect(await ids({ ...within, after: all + 2 })).toEqual([6, 7]);
    await mysql.query(`DELETE FROM chatlogs WHERE chat_id = ${all + 2}`);
  });

  /** Rows that this connection has made the storage engine find, by index or one after the other. */
  const rowsLookedAt = async (): Promise<number> => {
    const [status] = await mysql.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return status.reduce((total, { Value }) => total + Number(Value), 0);
  };

  it.each<[string, Stretch]>([
    ['the newest before an id', { before: all, limit: 50 }],
    ['after an id of the backup', { after: 45_000, limit: 50 }],
    ['from a time', { from: at(45_000), limit: 50 }],
    ['up to a time', { to: at(45_000), limit: 50 }],
    ['within times, far into them', { from: at(10), to: at(99_990), after: 70_000, limit: 50 }],
    ['within times, back from an id', { from: at(10), to: at(99_990), before: 70_000, limit: 50 }],
  ])('looks at about as many rows as it gives, by an index: %s', async (_, stretch) => {
    asked.length = 0;
    const before = await rowsLookedAt();
    expect(await read('I', stretch)).toHaveLength(50);
    // Of each table as many as are asked for, then both together, sorted, each with its user.
    expect((await rowsLookedAt()) - before).toBeLessThan(10 * stretch.limit);
    for (const { sql, values } of asked) {
      const [plan] = await mysql.execute<RowDataPacket[]>(`EXPLAIN ${sql}`, [...values]);
      const tables = plan.filter(({ table }) => String(table).startsWith('chatlog'));
      expect(tables.map(({ key }) => String(key))).toEqual([
        expect.stringMatching(/^room_name_(chat_id|createdAt)$/),
        expect.stringMatching(/^room_name_reason_(chat_id|createdAt)$/),
      ]);
      expect(tables.filter(({ Extra }) => String(Extra).includes('filesort'))).toEqual([]);
    }
  });
});
