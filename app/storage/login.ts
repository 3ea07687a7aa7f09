import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import { StartError } from '../start-error.ts';

/** How the app reaches MySQL, as mysql2 takes it. */
export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/**
 * Reads the password file that the configuration names.
 * @throws StartError if it cannot be read
 */
export const readMysqlLogin = async ({ mysql, app, root }: Config): Promise<MysqlLogin> => {
  const file = resolve(root, app.mysqlPasswordFile);
  const password = await readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      `The password of MySQL user ${app.mysqlUser} cannot be read (${reason}); write it into app.mysqlPasswordFile.`,
      { cause },
    );
  });
  return { ...mysql, user: app.mysqlUser, password: password.trim() };
};
