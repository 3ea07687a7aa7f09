import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { migrate } from '../storage/migrate.ts';
import { openMoverConnection } from './connection.ts';
import { runMover } from './run.ts';

it('forgets, with each run of the mover, what was sent more than a day ago', async () => {
  const mariadb = await startMariadb();
  const mysql = await createConnection(mariadb.app);
  try {
    await migrate(mariadb.app);
    for (const [count, hours] of [
      [1_203, 25],
      [7, 23],
    ]) {
      await mysql.query(
        `INSERT INTO sent_messages (user_id, client_id, chat_id, blocked, createdAt)
         SELECT 1, UNHEX(MD5(CONCAT('${hours} ', seq))), seq, 0, UTC_TIMESTAMP(3) - INTERVAL ${hours} HOUR
         FROM seq_1_to_${count}`,
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
      'SELECT COUNT(*) AS n, MIN(createdAt) > UTC_TIMESTAMP(3) - INTERVAL 1 DAY AS recent FROM sent_messages',
    );
    expect(rows).toEqual([{ n: 7, recent: 1 }]);
  } finally {
    mysql.destroy();
    await mariadb.stop();
  }
});
