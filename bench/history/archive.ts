import type { Connection, RowDataPacket } from 'mysql2/promise';
import { talk } from '../../lab/people/corpus.ts';

/** Messages in the backup, and those that lie in the live table, as many as its cap allows. */
export const counts = { archived: 10_000_000, live: 20_000 } as const;
const { archived, live } = counts;

/** Messages of one statement, so that no transaction is great. */
const atOnce = 250_000;

const people = 5_000;

/** Seconds between two messages: ten million of them are the talk of 23 months. */
const between = 6;

/** Rooms where people are heard, by how many of ten messages each gets. */
const shares = { I: 4, E: 3, F: 2 };
export const heardRooms: readonly string[] = Object.keys(shares);

/** A room in which all messages between two shares of the archive were kept back. */
export const silenced = { room: 'T', from: 0.05, to: 0.95 } as const;

const roomOfTen = [...Object.entries(shares).flatMap(([room, share]) => Array(share).fill(room)), silenced.room];

/** Where the messages of an archive are; ids begin at 1. */
export interface Archive {
  /** When the message of an id was written, also of ids that there are not. */
  readonly timeOf: (id: number) => Date;
  /** Seconds that it took to make it. */
  readonly seconds: number;
  /** Of both tables and their indexes, by MySQL's statistics. */
  readonly bytes: number;
}

const columns = 'chat_id, user_id, room_name, message, createdAt, updatedAt';

/** A number from 0 that follows from the id, evenly spread; each `salt` gives another. */
const draw = (salt: number, below: number): string => `CRC32(CONCAT(seq, '-', ${salt})) % ${below}`;

/**
 * Fills both tables with what people have said in the years before now: in Korean and English, a few letters to some two hundred long,
 * some of them kept back. All follows from the ids, so that two archives differ by their times only.
 */
export const makeArchive = async (mysql: Connection): Promise<Archive> => {
  const began = performance.now();
  const lastId = archived + live;
  const start = Math.floor(Date.now() / 1e3) - lastId * between;
  const sentence = (salt: number) =>
    `ELT(${draw(salt, talk.length)} + 1, ${talk.map((line) => mysql.escape(line)).join(', ')})`;
  // Half of the messages are one sentence, one of sixteen has eight.
  const more = (salt: number, oneOf: number) =>
    `IF(seq % ${oneOf} = 0, CONCAT_WS(' ', ${[0, 1, 2].map((i) => sentence(salt + i)).join(', ')}), NULL)`;
  const room = `ELT(${draw(1, roomOfTen.length)} + 1, ${roomOfTen.map((name) => mysql.escape(name)).join(', ')})`;
  const time = `FROM_UNIXTIME(${start} + seq * ${between})`;
  const message = `LEFT(CONCAT_WS(' ', ${sentence(2)}, IF(seq % 2 = 0, ${sentence(3)}, NULL), ${more(4, 8)}, ${more(7, 16)}), 255)`;
  const select = `seq, ${draw(10, people)} + 1, ${room} AS room, ${message}, ${time} AS written, ${time} AS updated`;
  const [from, to] = [silenced.from * archived, silenced.to * archived];
  const isKept = `IF(room = '${silenced.room}' AND seq BETWEEN ${from} AND ${to}, TRUE, seq % 40 = 0)`;

  await mysql.query("SET time_zone = '+00:00'");
  await mysql.query(
    `INSERT INTO users (user_id, nickname, createdAt, updatedAt)
     SELECT seq, CONCAT('person ', seq), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM seq_1_to_${people}`,
  );
  for (let first = 1; first <= archived; first += atOnce) {
    await mysql.query(
      `INSERT INTO chatlogBackups (${columns}, reason, rule)
       SELECT m.*, IF(${isKept}, 'badword', NULL), IF(${isKept}, '씨발', NULL)
       FROM (SELECT ${select} FROM seq_${first}_to_${first + atOnce - 1}) AS m`,
    );
  }
  await mysql.query(`INSERT INTO chatlogs (${columns}) SELECT ${select} FROM seq_${archived + 1}_to_${lastId}`);
  const seconds = (performance.now() - began) / 1e3;
  await mysql.query('ANALYZE TABLE chatlogs, chatlogBackups');
  const [[size]] = await mysql.query<RowDataPacket[]>(
    "SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_name LIKE 'chatlog%'",
  );
  return {
    timeOf: (id) => new Date((start + id * between) * 1e3),
    seconds,
    bytes: Number(size?.bytes),
  };
};
