import type { Connection, ResultSetHeader } from 'mysql2/promise';
import { makeTableModel, type TableModel } from './table-model.ts';

/**
 * People who write, moderators who remove, a mover, and an administrator, one after the other, on `talk` and `kept`; each change
 * is told to the models of both tables.
 */
export interface TableTraffic {
  readonly models: { readonly talk: TableModel; readonly kept: TableModel };
  readonly insert: (writer: Connection, count: number) => Promise<void>;
  readonly begin: (writer: Connection) => Promise<void>;
  readonly end: (writer: Connection, how: 'commit' | 'rollback') => Promise<void>;
  /** Deletes some committed rows of `talk`, from a share of the way through the table on. */
  readonly remove: (writer: Connection, share: number, count: number) => Promise<void>;
  /** Moves some rows from `talk` to `kept`: the oldest, or as they are kept back, the newest. */
  readonly move: (writer: Connection, which: 'oldest' | 'newest', count: number) => Promise<void>;
  /** Empties a table, so that its ids begin anew. Open transactions, which it would wait for, are rolled back. */
  readonly truncate: (writer: Connection, table: 'talk' | 'kept') => Promise<void>;
  /** Makes a table anew with the same rows, in place or by swapping in a copy of it. Rolls back as {@link truncate} does. */
  readonly rebuild: (writer: Connection, table: 'talk' | 'kept', how: 'alter' | 'swap') => Promise<void>;
  /** Changes the time of the oldest row. */
  readonly touch: (writer: Connection, table: 'talk' | 'kept') => Promise<void>;
}

/** Begins traffic on empty tables. `pace` is that of the watching: it says which late rows are seen at once. */
export const makeTableTraffic = (pace: Parameters<typeof makeTableModel>[0]): TableTraffic => {
  const models = { talk: makeTableModel(pace), kept: makeTableModel(pace) };
  /** What writers have inserted, and not yet committed. */
  const pending = new Map<Connection, number[]>();
  /** Rows come some seconds apart, and not all as many. */
  let seconds = 0;
  const nextTime = () => {
    seconds += 1 + ((seconds * 7 + 3) % 11);
    return `('2024-01-01' + INTERVAL ${seconds} SECOND)`;
  };

  const rollBackAll = async () => {
    for (const other of pending.keys()) await other.rollback();
    pending.clear();
  };

  /** One by one, for a scan of the table would wait for rows that another writer has not committed. */
  const deleteRows = async (writer: Connection, ids: readonly number[]) => {
    for (const id of ids) await writer.query('DELETE FROM talk WHERE chat_id = ?', [id]);
  };

  return {
    models,
    async insert(writer, count) {
      const values = Array.from({ length: count }, nextTime).join();
      const [{ insertId }] = await writer.query<ResultSetHeader>(`INSERT INTO talk (createdAt) VALUES ${values}`);
      const ids = Array.from({ length: count }, (_, i) => insertId + i);
      models.talk.allocated(insertId + count - 1);
      const open = pending.get(writer);
      if (open) open.push(...ids);
      else models.talk.committed(ids);
    },
    async begin(writer) {
      if (pending.has(writer)) return;
      await writer.beginTransaction();
      pending.set(writer, []);
    },
    async end(writer, how) {
      const ids = pending.get(writer);
      if (!ids) return;
      await writer[how]();
      pending.delete(writer);
      if (how === 'commit') models.talk.committed(ids);
    },
    async remove(writer, share, count) {
      if (pending.has(writer)) return;
      const all = models.talk.ids();
      const from = Math.floor(share * Math.max(0, all.length - count));
      const some = all.slice(from, from + count);
      await writer.beginTransaction();
      await deleteRows(writer, some);
      await writer.commit();
      models.talk.deleted(some);
    },
    async move(writer, which, count) {
      if (pending.has(writer)) return;
      const kept = new Set(models.kept.ids());
      const all = models.talk.ids().filter((id) => !kept.has(id));
      const some = which === 'oldest' ? all.slice(0, count) : all.slice(-count);
      if (some.length === 0) return;
      await writer.beginTransaction();
      const values = some.map((id) => `(${id}, ${nextTime()})`).join();
      await writer.query(`INSERT INTO kept (chat_id, createdAt) VALUES ${values}`);
      await deleteRows(writer, some);
      await writer.commit();
      models.kept.allocated(some.at(-1) ?? 0);
      models.kept.committed(some);
      models.talk.deleted(some);
    },
    async truncate(writer, table) {
      await rollBackAll();
      await writer.query(`TRUNCATE ${table}`);
      models[table].truncated();
    },
    async rebuild(writer, table, how) {
      await rollBackAll();
      if (how === 'alter') await writer.query(`ALTER TABLE ${table} FORCE`);
      else {
        await writer.query(`CREATE TABLE ${table}_new LIKE ${table}`);
        await writer.query(`INSERT INTO ${table}_new SELECT * FROM ${table}`);
        await writer.query(`ALTER TABLE ${table}_new AUTO_INCREMENT = ${models[table].nextId()}`);
        await writer.query(`RENAME TABLE ${table} TO ${table}_old, ${table}_new TO ${table}`);
        await writer.query(`DROP TABLE ${table}_old`);
      }
    },
    async touch(writer, table) {
      if (pending.has(writer)) return;
      const [id] = models[table].ids();
      if (id === undefined) return;
      await writer.query(`UPDATE ${table} SET createdAt = ${nextTime()} WHERE chat_id = ?`, [id]);
    },
  };
};
