import { Client } from '@elastic/elasticsearch';
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { Session } from '../../app/storage/database.ts';
import { migrate } from '../../app/storage/migrate.ts';
import { outboxInsert } from '../../app/storage/outbox.ts';
import { startMariadb, type TestMariadb } from './start-mariadb.ts';
import { startElasticsearch } from './start-servers.ts';
import type { TestServer } from './start-service.ts';

/** A message as the search should know it. */
interface Expected {
  readonly id: number;
  readonly archived: boolean;
}

/** A MariaDB with the service's tables and an Elasticsearch, and messages that come and go as the service has them do. */
export interface SearchServers {
  readonly mariadb: TestMariadb;
  readonly elasticsearch: TestServer;
  readonly mysql: Connection;
  readonly client: Client;
  /** What the search asks of MySQL, on a connection of its own. */
  readonly session: Session;
  /** Stores messages in one transaction with word to the outbox, and gives their ids. */
  store(texts: readonly string[], room?: string): Promise<number[]>;
  /** Moves messages to the backup, as the mover does. */
  move(ids: readonly number[]): Promise<void>;
  /** Removes a message of the live table or of the backup, as its sender does. */
  remove(id: number): Promise<void>;
  /** Stores without word to the outbox, as where the service runs without Elasticsearch. */
  storeUnheard(texts: readonly string[]): Promise<number[]>;
  /** Empties all tables and removes all indices. */
  clear(): Promise<void>;
  /** What MySQL has for the search. */
  expected(): Promise<Expected[]>;
  /** What the index behind an alias has, once it has written all that it took. */
  indexed(alias: string): Promise<Expected[]>;
  outbox(): Promise<number>;
  stop(): Promise<void>;
}

const tables = ['chatlogs', 'chatlogBackups', 'search_outbox', 'search_rebuilds'];

const columns = 'user_id, room_name, message, createdAt, updatedAt';

/** Starts both, which takes about ten seconds. */
export const startSearchServers = async (): Promise<SearchServers> => {
  const [mariadb, elasticsearch] = await Promise.all([startMariadb(), startElasticsearch()]);
  await migrate(mariadb.app);
  const mysql = await createConnection({ ...mariadb.app, supportBigNumbers: true });
  const asking = await createConnection({ ...mariadb.app, supportBigNumbers: true, timezone: 'Z' });
  for (const connection of [mysql, asking]) connection.on('error', () => {});
  const client = new Client({ node: elasticsearch.url });
  const session: Session = {
    async rows<Row>(sql: string, values: readonly (string | number | null)[] = []) {
      return (await asking.execute<RowDataPacket[]>(sql, [...values]))[0] as Row[];
    },
    run: async (sql, values = []) => (await asking.execute<ResultSetHeader>(sql, [...values]))[0].insertId,
  };

  const tell = async (ids: readonly number[]) => {
    const { sql, values } = outboxInsert(ids);
    await mysql.query(sql, [...values]);
  };
  const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
    await mysql.beginTransaction();
    const result = await work();
    await mysql.commit();
    return result;
  };
  const storeUnheard = async (texts: readonly string[], room = 'I') => {
    const rows = texts.map(() => '(1, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))').join(', ');
    const values = texts.flatMap((text) => [room, text]);
    const [{ insertId }] = await mysql.query<ResultSetHeader>(
      `INSERT INTO chatlogs (${columns}) VALUES ${rows}`,
      values,
    );
    return texts.map((_, i) => insertId + i);
  };
  const toBackup = async (ids: readonly number[], reason: string | null) => {
    await mysql.query(
      `INSERT INTO chatlogBackups (chat_id, ${columns}, reason) SELECT chat_id, ${columns}, ? FROM chatlogs WHERE chat_id IN (?)`,
      [reason, ids],
    );
    await mysql.query('DELETE FROM chatlogs WHERE chat_id IN (?)', [ids]);
  };

  return {
    mariadb,
    elasticsearch,
    mysql,
    client,
    session,
    storeUnheard,
    store: (texts, room) =>
      inTransaction(async () => {
        const ids = await storeUnheard(texts, room);
        await tell(ids);
        return ids;
      }),
    move: (ids) =>
      inTransaction(async () => {
        await toBackup(ids, null);
        await tell(ids);
      }),
    remove: (id) =>
      inTransaction(async () => {
        await mysql.query("UPDATE chatlogBackups SET reason = 'removed' WHERE chat_id = ?", [id]);
        await toBackup([id], 'removed');
        await tell([id]);
      }),
    async clear() {
      for (const table of tables) await mysql.query(`TRUNCATE ${table}`);
      const all = await client.indices.get({ index: '*' });
      for (const index of Object.keys(all)) await client.indices.delete({ index });
    },
    async expected() {
      const [rows] = await mysql.query<RowDataPacket[]>(
        `SELECT chat_id AS id, 0 AS archived FROM chatlogs UNION ALL
         SELECT chat_id, 1 FROM chatlogBackups WHERE reason IS NULL AND rule IS NULL ORDER BY id`,
      );
      return rows.map(({ id, archived }) => ({ id, archived: archived === 1 }));
    },
    async indexed(alias) {
      await client.indices.refresh({ index: alias });
      const found: Expected[] = [];
      for (let after = 0; ; ) {
        const { hits } = await client.search<{ archived: boolean }>({
          index: alias,
          query: { bool: { filter: [{ exists: { field: 'archived' } }, { range: { chat_id: { gt: after } } }] } },
          sort: [{ chat_id: 'asc' }],
          size: 10_000,
          _source: ['archived'],
        });
        if (hits.hits.length === 0) return found;
        found.push(...hits.hits.map(({ _id, _source }) => ({ id: Number(_id), archived: _source?.archived === true })));
        after = found.at(-1)?.id ?? 0;
      }
    },
    async outbox() {
      const [[row]] = await mysql.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM search_outbox');
      return row?.n ?? Number.NaN;
    },
    async stop() {
      mysql.destroy();
      asking.destroy();
      await client.close();
      await Promise.all([mariadb.stop(), elasticsearch.stop()]);
    },
  };
};
