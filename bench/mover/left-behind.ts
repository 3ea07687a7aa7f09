import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { TestMariadb } from '../../test/support/start-mariadb.ts';
import { type Row, rowOf } from '../benchmark.ts';
import { fill } from './fill.ts';
import { killOften, kills, startOurs } from './kills.ts';
import { startPtArchiver } from './pt-archiver.ts';

/** Messages among which movers are killed. */
const killedRows = 100_000;

/** What pt-archiver leaves: its newest message at the end of its work, and what a kill does to it and to ours. */
export const leftBehind = async (
  mariadb: TestMariadb,
  mysql: Connection,
  say: (line: string) => void,
): Promise<Row[]> => {
  await fill(mysql, killedRows);
  const ours = await killOften(mariadb, () => startOurs(mariadb.app));
  say(`mover killed ${kills} times: ${ours.doubled} doubled, ${ours.lost} lost`);
  const theirs = await killOften(mariadb, () => startPtArchiver(mariadb.app, 'row by row'));
  say(`pt-archiver killed ${kills} times: ${theirs.doubled} doubled after ${theirs.times} kills, ${theirs.lost} lost`);
  for (const table of ['chatlogs', 'chatlogBackups']) await mysql.query(`TRUNCATE ${table}`);
  await fill(mysql, 1_000);
  await startPtArchiver(mariadb.app, 'row by row');
  const [[left]] = await mysql.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM chatlogs');
  const killed = `killed by -9 as soon as messages are seen in the backup, ${kills} times`;
  return [
    rowOf({ case: `mover, ${killed}`, measure: 'messages in both tables', unit: 'count' }, [ours.doubled], 0),
    rowOf({ case: `mover, ${killed}`, measure: 'messages lost', unit: 'count' }, [ours.lost], 0),
    rowOf({ case: `pt-archiver, ${killed}`, measure: 'messages in both tables', unit: 'count' }, [theirs.doubled]),
    rowOf(
      {
        case: `pt-archiver, ${killed}`,
        measure: 'kills that left some, over which it does not start again',
        unit: 'count',
      },
      [theirs.times],
    ),
    rowOf({ case: `pt-archiver, ${killed}`, measure: 'messages lost', unit: 'count' }, [theirs.lost]),
    rowOf({ case: 'pt-archiver, told to move all', measure: 'messages that stay, the newest', unit: 'count' }, [
      Number(left?.n),
    ]),
  ];
};
