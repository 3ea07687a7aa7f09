import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { MysqlLogin } from '../../app/storage/login.ts';
import type { TestMariadb } from '../../test/support/start-mariadb.ts';

/** How often each mover is killed. */
export const kills = 20;

/** What is left of a mover that was killed again and again: messages that both tables hold, and that neither does. */
export interface Damage {
  readonly doubled: number;
  readonly lost: number;
  /** How many kills left messages in both tables. */
  readonly times: number;
}

const ourProgram = join(import.meta.dirname, '../../app/retention/fixtures/mover-process.ts');

/** Starts our mover as a process of its own. */
export const startOurs = ({ host, port, user, password, database }: MysqlLogin): ChildProcess =>
  spawn(process.execPath, [ourProgram, host, String(port), user, password, database], { stdio: 'ignore' });

const numberOf = async (mysql: Connection, sql: string): Promise<number> =>
  Number((await mysql.query<RowDataPacket[]>(sql))[0][0]?.n ?? 0);

/**
 * Milliseconds between looks at InnoDB's transactions: it shows the same ones again to who looks within a tenth of a second.
 * @see https://dev.mysql.com/doc/refman/8.4/en/innodb-information-schema-internal-data.html
 */
const stalePause = 150;

const inBoth = 'chatlogs AS c JOIN chatlogBackups AS b ON b.chat_id = c.chat_id';

/**
 * Kills a mover by -9 in the moment in which others see that messages have come to the backup, the worst one for whoever copies
 * and deletes in two transactions; each time counts, and mends what it left, as the archiver does not start over it.
 */
export const killOften = async ({ admin, app }: TestMariadb, start: () => ChildProcess): Promise<Damage> => {
  const mysql = await createConnection(app);
  const root = await createConnection(admin);
  const newest = () => numberOf(mysql, 'SELECT MAX(chat_id) AS n FROM chatlogBackups');
  const all = () =>
    numberOf(
      mysql,
      'SELECT COUNT(*) AS n FROM (SELECT chat_id FROM chatlogs UNION SELECT chat_id FROM chatlogBackups) AS ids',
    );
  const before = await all();
  const doubled: number[] = [];
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const from = await newest();
      const mover = start();
      const ended = once(mover, 'exit');
      while ((await newest()) === from) {
        if (mover.exitCode !== null) throw new Error(`${mover.spawnfile} ended with ${mover.exitCode}.`);
      }
      mover.kill('SIGKILL');
      await ended;
      // MySQL rolls back what was under way once it notices.
      while ((await numberOf(root, 'SELECT COUNT(*) AS n FROM information_schema.innodb_trx')) > 0)
        await delay(stalePause);
      doubled.push(await numberOf(mysql, `SELECT COUNT(*) AS n FROM ${inBoth}`));
      await mysql.query(`DELETE c FROM ${inBoth}`);
    }
    return {
      doubled: doubled.reduce((sum, one) => sum + one, 0),
      times: doubled.filter((one) => one > 0).length,
      lost: before - (await all()),
    };
  } finally {
    mysql.destroy();
    root.destroy();
  }
};
