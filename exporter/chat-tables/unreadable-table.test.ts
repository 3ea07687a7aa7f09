import { describe, expect, it } from 'vitest';
import { live, names, useChatTables } from '../../test/support/chat-tables.ts';

const { insert, log, mariadb, watch } = useChatTables();

describe('a table that cannot be read', () => {
  it('loses itself only while it is locked, and goes on where it was', async () => {
    const scrape = watch(live, { name: 'kept', ...names });
    await insert('live', 5);
    await scrape();
    const other = await mariadb().connect();
    await other.query('LOCK TABLES live WRITE');
    await other.query('INSERT INTO live (createdAt) VALUES (NOW(3))');
    for (let i = 0; i < 3; i += 1) {
      const values = await scrape();
      expect(values).toMatchObject({ 'up live': 0, 'up kept': 1, 'rows kept': 0, success: 1 });
      expect(values).not.toHaveProperty(['rows live']);
    }
    await other.end();
    await expect.poll(() => scrape()).toMatchObject({ 'up live': 1, 'rows live': 6, 'inserted_rows_total live': 1 });
    const { host, port } = mariadb().config.mysql;
    expect(log()).toEqual([
      `Collector chat_tables: Table fungap.live (tables) is left out; if SHOW PROCESSLIST tells of a lock on it, end what holds that: MySQL at ${host}:${port} ended the statement at its deadline.`,
    ]);
  });

  it('is lost alone too where scrapes have little time, and comes back', async () => {
    const scrape = watch(live, { name: 'kept', ...names });
    await scrape();
    const other = await mariadb().connect();
    await other.query('LOCK TABLES live WRITE');
    await expect.poll(() => scrape(700)).toMatchObject({ 'up live': 0, 'up kept': 1 });
    expect(await scrape(700)).toMatchObject({ 'up live': 0, 'up kept': 1 });
    await other.end();
    await expect.poll(() => scrape(700)).toMatchObject({ 'up live': 1, 'up kept': 1 });
  });

  it('fails the collector if there is no other', async () => {
    const scrape = watch(live);
    await scrape();
    const other = await mariadb().connect();
    await other.query('LOCK TABLES live WRITE');
    expect((await scrape()).success).toBe(0);
    await other.end();
    await expect.poll(() => scrape()).toMatchObject({ success: 1, 'up live': 1 });
  });

  it('is told in one sentence where it lacks a column', async () => {
    const scrape = watch({ ...live, timeColumn: 'writtenAt' }, { name: 'kept', ...names });
    expect(await scrape()).toMatchObject({ 'up live': 0, 'up kept': 1, success: 1 });
    expect(log()).toEqual([
      'Collector chat_tables: Table fungap.live (tables) is not there, or its columns chat_id and writtenAt may not be read; if it is there, apply what `gapwatch exporter grants` prints.',
    ]);
  });

  it('goes on where it was after the server was killed and started anew', async () => {
    const scrape = watch(live);
    await insert('live', 10);
    await scrape();
    await insert('live', 2);
    await mariadb().server.kill();
    expect((await scrape()).success).toBe(0);
    await mariadb().server.start();
    await insert('live', 3);
    await expect.poll(() => scrape()).toMatchObject({ success: 1, 'rows live': 15, 'inserted_rows_total live': 5 });
  });
});
