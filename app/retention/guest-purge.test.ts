import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { migrate } from '../storage/migrate.ts';
import { openMoverConnection } from './connection.ts';
import { runMover } from './run.ts';

it('forgets, with each run of the mover, guests whose token ended and who never wrote, and nobody else', async () => {
  const mariadb = await startMariadb();
  const mysql = await createConnection(mariadb.app);
  try {
    await migrate(mariadb.app);
    for (const [name, count, until] of [
      ['gone', 1_203, 'UTC_TIMESTAMP(3) - INTERVAL 2 HOUR'],
      ['may come back', 7, 'UTC_TIMESTAMP(3) - INTERVAL 30 MINUTE'],
      ['has a name in the history', 3, 'NULL'],
    ]) {
      await mysql.query(
        `INSERT INTO users (nickname, createdAt, updatedAt, guestUntil)
         SELECT '${name}', '2026-01-01', '2026-01-01', ${until} FROM seq_1_to_${count}`,
      );
    }
    const ending = await runMover({
      connect: () => openMoverConnection(mariadb.app),
      limits: { rooms: [], maxAgeSeconds: 86_400, chunkRows: 500, pauseRatio: 0 },
      indexed: false,
      onChunk: () => {},
      signal: new AbortController().signal,
    });
    expect(ending).toBe('done');
    const [rows] = await mysql.query<RowDataPacket[]>(
      'SELECT nickname, COUNT(*) AS n FROM users GROUP BY nickname ORDER BY n',
    );
    expect(rows).toEqual([
      { nickname: 'has a name in the history', n: 3 },
      { nickname: 'may come back', n: 7 },
    ]);
  } finally {
    mysql.destroy();
    await mariadb.stop();
  }
});
