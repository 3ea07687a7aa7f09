import { describe, expect, it } from 'vitest';
import { live, names, useChatTables } from '../../test/support/chat-tables.ts';

const { clock, insert, log, mariadb, watch } = useChatTables();

it('tells of a table its rows, its cap and what is beyond it, its ends, and its size', async () => {
  const scrape = watch(live);
  await insert('live', 25);
  const values = await scrape();
  expect(values).toMatchObject({
    'rows live': 25,
    'cap_rows live': 20,
    'backlog_rows live': 5,
    'last_id live': 25,
    'oldest_row_timestamp_seconds live': Date.UTC(2024, 4, 6, 7, 8, 10, 250) / 1000,
    'recount_timestamp_seconds live': clock.now / 1000,
    'inserted_rows_total live': 0,
    'removed_rows_total live': 0,
    'up live': 1,
    success: 1,
  });
  expect(values['size_bytes live']).toBeGreaterThan(0);
  // The 21st row is the first beyond the cap.
  const lateSince = Date.UTC(2024, 4, 6, 7, 8, 30, 250) / 1000;
  expect(values['mover_lag_seconds live']).toBeCloseTo(Date.now() / 1000 - lateSince, -1);
  expect(log()).toEqual([]);
});

it('knows no ends of an empty table, and no cap of one that may grow for ever', async () => {
  const values = await watch({ name: 'kept', ...names })();
  expect(values['rows kept']).toBe(0);
  for (const absent of ['cap_rows', 'backlog_rows', 'mover_lag_seconds', 'last_id', 'oldest_row_timestamp_seconds']) {
    expect(values).not.toHaveProperty([`${absent} kept`]);
  }
});

it('does not know when the oldest row was written if the row does not tell', async () => {
  await mariadb().run('INSERT INTO kept (createdAt) VALUES (NULL)');
  const values = await watch({ name: 'kept', ...names })();
  expect(values['rows kept']).toBe(1);
  expect(values).not.toHaveProperty(['oldest_row_timestamp_seconds kept']);
});

it('leaves out a table that is not there yet with one line, and takes it up when it comes', async () => {
  const scrape = watch({ name: 'later', ...names }, live);
  await insert('live', 3);
  await scrape();
  const values = await scrape();
  expect(values).toMatchObject({ 'rows live': 3, 'up live': 1, 'up later': 0, success: 1 });
  expect(values).not.toHaveProperty(['rows later']);
  expect(log()).toEqual([
    'Collector chat_tables: Table fungap.later (tables) is not there, or its columns chat_id and createdAt may not be read; if it is there, apply what `gapwatch exporter grants` prints.',
  ]);
  await mariadb().makeTable('later');
  expect(await scrape()).toMatchObject({ 'rows later': 0, success: 1 });
});

it('counts the same rows as the server while they come and go, over many ranges', async () => {
  const scrape = watch(live);
  await insert('live', 12_345);
  expect((await scrape())['rows live']).toBe(12_345);
  for (const change of [
    'DELETE FROM live WHERE chat_id <= 7000',
    'DELETE FROM live WHERE chat_id % 3 = 0',
    'INSERT INTO live (createdAt) SELECT NOW(3) FROM seq_1_to_6000',
    'DELETE FROM live ORDER BY chat_id DESC LIMIT 100',
    'DELETE FROM live',
    'INSERT INTO live (createdAt) SELECT NOW(3) FROM seq_1_to_10',
    'TRUNCATE live',
    'INSERT INTO live (createdAt) SELECT NOW(3) FROM seq_1_to_11',
  ]) {
    await mariadb().run(change);
    const [{ n }] = (await mariadb().run('SELECT COUNT(*) AS n FROM live')) as [{ n: number }];
    // What goes from the middle is found by the recount that follows a scrape.
    const counted = async () => {
      clock.now += 15_000;
      return { change, rows: (await scrape())['rows live'] };
    };
    await expect.poll(counted).toEqual({ change, rows: n });
  }
  const drift = async () => {
    clock.now += 15_000;
    return (await scrape())['rows_drift live'];
  };
  await expect.poll(drift).toBe(0);
});

it('counts a large table between scrapes', async () => {
  const scrape = watch(live);
  await insert('live', 600_000);
  let values = await scrape();
  while (values['rows live'] === undefined) {
    expect(values).toMatchObject({ success: 1, 'last_id live': expect.any(Number) });
    values = await scrape();
  }
  expect(values['rows live']).toBe(600_000);
});

describe('the rows inserted', () => {
  it('are those that came since the first scrape, whether they stay or not', async () => {
    const scrape = watch(live);
    await insert('live', 10);
    expect((await scrape())['inserted_rows_total live']).toBe(0);
    await insert('live', 5);
    expect((await scrape())['inserted_rows_total live']).toBe(5);
    await mariadb().run('DELETE FROM live WHERE chat_id <= 12');
    expect((await scrape())['inserted_rows_total live']).toBe(5);
    await insert('live', 2);
    expect((await scrape())['inserted_rows_total live']).toBe(7);
  });

  it('are counted from the first in a table that was empty', async () => {
    const scrape = watch(live);
    await scrape();
    await insert('live', 3);
    expect((await scrape())['inserted_rows_total live']).toBe(3);
  });

  it('count those that commit later than ones with higher ids', async () => {
    const scrape = watch(live);
    await insert('live', 1);
    await scrape();
    const late = await mariadb().connect();
    await late.beginTransaction();
    await late.query('INSERT INTO live (createdAt) VALUES (NOW(3)), (NOW(3))');
    await insert('live', 1);
    expect((await scrape())['inserted_rows_total live']).toBe(1);
    clock.now += 50_000;
    expect((await scrape())['inserted_rows_total live']).toBe(1);
    await late.commit();
    await late.end();
    expect((await scrape())['inserted_rows_total live']).toBe(3);
    for (let minute = 0; minute < 3; minute += 1) {
      clock.now += 61_000;
      expect((await scrape())['inserted_rows_total live']).toBe(3);
    }
    await insert('live', 4);
    expect((await scrape())['inserted_rows_total live']).toBe(7);
  });

  it('do not fall when rows go, nor hide those that come after', async () => {
    const scrape = watch(live);
    await scrape();
    await insert('live', 6);
    expect((await scrape())['inserted_rows_total live']).toBe(6);
    await mariadb().run('DELETE FROM live WHERE chat_id > 2');
    expect((await scrape())['inserted_rows_total live']).toBe(6);
    await insert('live', 1);
    expect((await scrape())['inserted_rows_total live']).toBe(7);
  });

  it('go on in a table whose oldest rows are moved away as fast as new ones come', async () => {
    const scrape = watch(live);
    await insert('live', 20);
    await scrape();
    for (let count = 1; count <= 10; count += 1) {
      clock.now += 15_000;
      await insert('live', 15);
      await mariadb().run('DELETE FROM live ORDER BY chat_id LIMIT 15');
      const values = await scrape();
      expect(values).toMatchObject({ 'rows live': 20, 'inserted_rows_total live': count * 15 });
    }
  });

  it('count those that commit late while as many old rows are moved away', async () => {
    const scrape = watch(live);
    await insert('live', 10);
    await scrape();
    const late = await mariadb().connect();
    await late.beginTransaction();
    await late.query('INSERT INTO live (createdAt) VALUES (NOW(3)), (NOW(3))');
    await insert('live', 1);
    expect((await scrape())['inserted_rows_total live']).toBe(1);
    clock.now += 30_000;
    await late.commit();
    await late.end();
    await mariadb().run('DELETE FROM live ORDER BY chat_id LIMIT 2');
    expect((await scrape())['inserted_rows_total live']).toBe(3);
  });

  it('are all that are there once the table was seen empty, whatever their ids', async () => {
    const scrape = watch(live);
    await insert('live', 100);
    await scrape();
    await mariadb().run('DELETE FROM live');
    await scrape();
    await mariadb().run('INSERT INTO live (chat_id) SELECT seq FROM seq_1_to_7');
    expect((await scrape())['inserted_rows_total live']).toBe(7);
  });

  it('go on when the ids begin anew after the oldest rows had gone, all within a minute', async () => {
    const scrape = watch(live);
    await insert('live', 10);
    await scrape();
    await insert('live', 90);
    await mariadb().run('DELETE FROM live WHERE chat_id < 5');
    expect((await scrape())['inserted_rows_total live']).toBe(90);
    await mariadb().run('TRUNCATE live');
    await mariadb().run('INSERT INTO live (createdAt) SELECT NOW(3) FROM seq_1_to_20');
    expect((await scrape())['inserted_rows_total live']).toBe(110);
  });

  it('count those that a mover brings after others were deleted', async () => {
    const scrape = watch({ name: 'kept', ...names });
    await mariadb().run('INSERT INTO kept (chat_id) SELECT seq FROM seq_501_to_600');
    await scrape();
    await mariadb().run('DELETE FROM kept WHERE chat_id > 550');
    await scrape();
    await mariadb().run('INSERT INTO kept (chat_id) SELECT seq FROM seq_1_to_40');
    expect((await scrape())['inserted_rows_total kept']).toBe(40);
  });

  it('go on when the ids begin anew', async () => {
    const scrape = watch(live);
    await insert('live', 100);
    await scrape();
    await mariadb().run('TRUNCATE live');
    await mariadb().run('INSERT INTO live (createdAt) VALUES (NOW(3)), (NOW(3))');
    expect((await scrape())['inserted_rows_total live']).toBe(2);
    await insert('live', 1);
    expect((await scrape())['inserted_rows_total live']).toBe(3);
  });

  it('do not take a changed time of the oldest row for the beginning of another table', async () => {
    const scrape = watch(live);
    await insert('live', 100);
    await scrape();
    await scrape();
    await mariadb().run("UPDATE live SET createdAt = '2030-01-01' WHERE chat_id = 1");
    await mariadb().run('DELETE FROM live WHERE chat_id > 90');
    expect((await scrape())['inserted_rows_total live']).toBe(0);
    await mariadb().run('UPDATE live SET createdAt = createdAt + INTERVAL 9 HOUR');
    expect((await scrape())['inserted_rows_total live']).toBe(0);
  });

  it('go on over a rebuild, a swap for a copy and a swap for another table', async () => {
    const scrape = watch(live);
    await insert('live', 100);
    await scrape();
    await mariadb().run('ALTER TABLE live FORCE');
    await insert('live', 1);
    expect(await scrape()).toMatchObject({ 'inserted_rows_total live': 1, 'rows live': 101 });
    const swap = async (fill: string) => {
      await mariadb().run('CREATE TABLE next LIKE live');
      await mariadb().run(fill);
      await mariadb().run('RENAME TABLE live TO last, next TO live');
      await mariadb().run('DROP TABLE last');
    };
    await swap('INSERT INTO next SELECT * FROM live WHERE chat_id > 40');
    expect(await scrape()).toMatchObject({ 'inserted_rows_total live': 1, 'rows live': 61 });
    // The time of creation has whole seconds.
    const before = Math.floor(Date.now() / 1000);
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(before);
    await swap("INSERT INTO next (createdAt) SELECT '2025-01-01' + INTERVAL seq MINUTE FROM seq_1_to_300");
    expect(await scrape()).toMatchObject({ 'inserted_rows_total live': 301, 'rows live': 300 });
  });

  it('count those that a mover puts below newer ones', async () => {
    const scrape = watch({ name: 'kept', ...names });
    await mariadb().run('INSERT INTO kept (chat_id) VALUES (500)');
    await scrape();
    clock.now += 120_000;
    await scrape();
    await mariadb().run('INSERT INTO kept (chat_id) SELECT seq FROM seq_1_to_40');
    expect((await scrape())['inserted_rows_total kept']).toBe(40);
    expect((await scrape())['rows kept']).toBe(41);
  });
});
