import type { Connection } from 'mysql2/promise';
import type { Random } from '../../lab/people/random.ts';
import { type Archive, counts, heardRooms } from './archive.ts';

/** How many questions of each kind: one takes seconds. */
const times = 5;

/** Milliseconds of a statement, some times over. */
const timed = async (mysql: Connection, statement: () => readonly [string, unknown[]]): Promise<number[]> => {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const began = performance.now();
    await mysql.query(...statement());
    taken.push(performance.now() - began);
  }
  return taken;
};

/** What one writes first: a filter by time on FunGap's table, which has a primary key only; and pages by OFFSET. */
export const askNaively = async (mysql: Connection, { timeOf }: Archive, random: Random) => {
  const select = 'SELECT * FROM chatlogBackups USE INDEX (PRIMARY) WHERE room_name = ? AND reason IS NULL';
  const anyId = () => Math.floor(random.between(1, counts.archived));
  return {
    scan: await timed(mysql, () => {
      const id = anyId();
      return [
        `${select} AND createdAt >= ? AND createdAt < ? ORDER BY chat_id LIMIT 50`,
        [random.pick(heardRooms), timeOf(id), timeOf(id + 1_000)],
      ];
    }),
    offset: await timed(mysql, () => [
      `${select} ORDER BY chat_id DESC LIMIT 50 OFFSET ?`,
      [random.pick(heardRooms), Math.floor(anyId() * 0.2)],
    ]),
  };
};
