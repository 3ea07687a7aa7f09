import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { MysqlLogin } from './login.ts';
import { type Migration, migrations } from './migrations.ts';

/** Seconds that a second starter waits for the first one's migrations. */
const lockSeconds = 60;

/** Milliseconds until an unreachable server counts as such. */
const connectTimeout = 3_000;

/**
 * Brings the schema up to date: runs each step that has not run yet, in order. Safe to repeat, and from several machines
 * at once: one does the work, the others wait for it.
 * @returns the names of the steps that it ran
 * @throws Error of mysql2 if MySQL cannot be reached or refuses a statement
 */
export const migrate = async (login: MysqlLogin, steps: readonly Migration[] = migrations): Promise<string[]> => {
  const connection = await createConnection({ ...login, connectTimeout });
  try {
    // The lock's name counts for the whole server, at most 64 characters of it; it goes with the connection.
    const lock = `migrate:${login.database}`.slice(0, 64);
    const [locked] = await connection.execute<RowDataPacket[]>(`SELECT GET_LOCK(?, ${lockSeconds}) AS locked`, [lock]);
    if (locked[0]?.locked !== 1) {
      throw new Error(`Another process has held the migrations of ${login.database} for ${lockSeconds} s.`);
    }
    await connection.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
        id INT NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, appliedAt DATETIME(3) NOT NULL
      ) ENGINE=InnoDB CHARACTER SET utf8mb4`,
    );
    const [rows] = await connection.query<RowDataPacket[]>('SELECT id FROM schema_migrations');
    const done = new Set(rows.map(({ id }) => id));
    const ran: string[] = [];
    for (const { id, name, statements } of steps) {
      if (done.has(id)) continue;
      for (const statement of statements) await connection.query(statement);
      await connection.execute('INSERT INTO schema_migrations (id, name, appliedAt) VALUES (?, ?, UTC_TIMESTAMP(3))', [
        id,
        name,
      ]);
      ran.push(name);
    }
    return ran;
  } finally {
    connection.destroy();
  }
};
