import type { Connection } from 'mysql2/promise';

/** Puts so many messages into the live table; their ids follow each other without a gap. */
export const fill = (mysql: Connection, rows: number): Promise<unknown> =>
  mysql.query(
    `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
     SELECT seq % 500, ELT(seq % 4 + 1, 'I', 'E', 'F', 'T'), CONCAT('message ', seq, ' 오늘 저녁에 뭐 먹을까? warm'),
       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM seq_1_to_${rows}`,
  );
