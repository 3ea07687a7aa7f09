import type { Config } from '../../config/load-config.ts';
import { reach } from './address.ts';
import { type Command, type Look, quote } from './command.ts';
import { inside } from './part.ts';

/** As whom a statement is run: the app, which may do all in its own database, or one who sees what others do. */
type Who = 'app' | 'administrator';

/** The client with its login. It shows the statement above its answer, so that an empty answer is seen as one. */
const client = (config: Config, who: Who): string => {
  const { app, mysql, platform } = config;
  const show = `--table -vv ${quote(mysql.database)}`;
  const user = who === 'app' ? app.mysqlUser : 'root';
  if (platform.kind === 'compose') {
    const secret = `/run/secrets/mysql-${who === 'app' ? 'app' : 'root'}`;
    return `MYSQL_PWD="$(cat ${secret})" mariadb --user ${user} ${show}`;
  }
  const { host, port } = reach(config, mysql);
  const place = `--host ${host} --port ${port} --user ${user}`;
  if (platform.kind === 'swarm') return `mariadb ${place} --password ${show}`;
  if (who === 'app') return `MYSQL_PWD="$(cat ${quote(app.mysqlPasswordFile)})" mariadb ${place} ${show}`;
  // Whoever runs the lab administers its MariaDB by the socket, without a password.
  return `mariadb --socket .lab/mariadb/mariadb.sock ${show}`;
};

const command = <C extends boolean>(changes: C, statement: string, who: Who): Command<C> => {
  const shell = (config: Config): string => `${client(config, who)} --execute ${quote(statement)}`;
  return {
    where: 'platform',
    changes,
    shell: (config, scale) =>
      config.platform.kind === 'compose' ? inside('mariadb', shell).shell(config, scale) : shell(config),
  };
};

/** Asks MySQL, as the app does unless another is named. */
export const sql = (statement: string, who: Who = 'app'): Look => command(false, statement, who);

/** Has MySQL do something, as an administrator. */
export const changeBySql = (statement: string): Command<true> => command(true, statement, 'administrator');

/** Ends the statement that has been running for longest, and leaves its connection. */
export const endLongestStatement: Command<true> = changeBySql(
  'SET @longest = (SELECT id FROM information_schema.PROCESSLIST WHERE command = "Query" AND id <> CONNECTION_ID() ORDER BY time_ms DESC LIMIT 1); KILL QUERY @longest',
);

/** The latest runs of the mover. */
export const moverRuns: Look = sql('SELECT * FROM retention_runs ORDER BY run_id DESC LIMIT 10');
