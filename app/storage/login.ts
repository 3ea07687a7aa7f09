import type { Config } from '../../config/load-config.ts';
import { readSecret, type SecretPlace, secretPath } from '../../config/secret-file.ts';

/** How the app reaches MySQL, as mysql2 takes it. */
export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const place = ({ app }: Config): SecretPlace => ({
  what: `The password of MySQL user ${app.mysqlUser}`,
  variable: 'MYSQL_PASSWORD_FILE',
  key: 'app.mysqlPasswordFile',
  file: app.mysqlPasswordFile,
});

/** The file that holds the password of the app's user in MySQL. */
export const mysqlPasswordPath = (config: Config, env: NodeJS.ProcessEnv): string =>
  secretPath(place(config), config.root, env);

/**
 * Reads the password from the file that `MYSQL_PASSWORD_FILE` names, else the configuration.
 * @throws ConfigError if it cannot be read
 */
export const readMysqlLogin = async (config: Config, env: NodeJS.ProcessEnv): Promise<MysqlLogin> => ({
  ...config.mysql,
  user: config.app.mysqlUser,
  // Some servers on their own machine let a user in without one.
  password: await readSecret(place(config), { root: config.root, env, leastBytes: 0 }),
});
