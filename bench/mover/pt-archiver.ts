import { setTimeout as delay } from 'node:timers/promises';
import { execa, type Options, type ResultPromise } from 'execa';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { messageColumns } from '../../app/retention/chunk.ts';
import type { MysqlLogin } from '../../app/storage/login.ts';
import { describeTool } from '../../test/support/tools.ts';

/** Percona's archiver, which most take for such tables. */
export const ptArchiver = describeTool({
  name: 'pt-archiver',
  args: ['--version'],
  packages: ['percona-toolkit'],
  without: 'the mover is not compared with it',
});

/** How it moves: statement by statement, a transaction for each 500 rows; or the 500 by one LOAD DATA and one DELETE. */
const optionsOf = {
  'row by row': ['--commit-each'],
  // With utf8mb4 it ends at the first Korean letter that it writes into its file; with this, emoji become question marks.
  'in bulk': ['--bulk-insert', '--bulk-delete', '--charset', 'utf8'],
} as const;
export const ways = ['row by row', 'in bulk'] as const;
export type Way = (typeof ways)[number];

const options = { all: true, reject: false } as const satisfies Options;

/**
 * Starts to move all live messages to the backup, but the newest, which it leaves by default.
 * @see https://docs.percona.com/percona-toolkit/pt-archiver.html
 */
export const startPtArchiver = (login: MysqlLogin, way: Way): ResultPromise<typeof options> => {
  const { host, port, user, password, database } = login;
  const reads = way === 'in bulk' ? 'L=1' : 'A=utf8mb4';
  return execa(
    'pt-archiver',
    [
      ['--source', `h=${host},P=${port},u=${user},p=${password},${reads},D=${database},t=chatlogs`],
      ['--dest', 't=chatlogBackups'],
      // It knows columns by their names in small letters only.
      ['--columns', messageColumns.join(',').toLowerCase()],
      ['--where', '1=1'],
      ['--limit', '500'],
      ...optionsOf[way],
      // The backup has columns more; and it asks no server of its makers whether there is a newer version.
      ['--no-check-columns', '--no-check-charset', '--no-version-check'],
    ].flat(),
    options,
  );
};

/** Lets it work for some milliseconds from the first message on that it moves. @returns its messages a second */
export const archiveFor = async (login: MysqlLogin, mysql: Connection, way: Way, ms: number): Promise<number> => {
  const newest = async () =>
    Number((await mysql.query<RowDataPacket[]>('SELECT MAX(chat_id) AS id FROM chatlogBackups'))[0][0]?.id ?? 0);
  const from = await newest();
  const archiver = startPtArchiver(login, way);
  let first = from;
  while (first === from) {
    if (archiver.exitCode !== null) throw new Error((await archiver).all);
    first = await newest();
  }
  const began = performance.now();
  await delay(ms);
  // It moves in the order of ids, of which none is missing.
  const rate = ((await newest()) - first) / ((performance.now() - began) / 1e3);
  archiver.kill('SIGTERM');
  await archiver;
  return rate;
};
