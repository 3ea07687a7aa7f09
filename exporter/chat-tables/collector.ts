import type { Collection, Collector } from '../engine/collector.ts';
import { isMissingTable } from '../mysql/mysql-error.ts';
import type { Query } from '../mysql/session.ts';
import { chatTable } from './families.ts';
import { makeTableReader, type TableNames } from './table-reader.ts';
import { type TableState, watchTable } from './table-watch.ts';

/** A table to watch, with the rows that it may hold. */
export interface WatchedTable extends TableNames {
  readonly capRows?: number | undefined;
}

const emitState = (
  { emit }: Collection,
  { name: table, capRows }: WatchedTable,
  { insertedRows, count, lastId, oldestAt, sizeBytes }: TableState,
) => {
  emit(chatTable.insertedRows, { table }, insertedRows);
  if (lastId !== undefined) emit(chatTable.lastId, { table }, lastId);
  if (oldestAt !== undefined) emit(chatTable.oldestRow, { table }, oldestAt);
  if (sizeBytes !== undefined) emit(chatTable.size, { table }, sizeBytes);
  if (capRows !== undefined) emit(chatTable.capRows, { table }, capRows);
  if (count === undefined) return;
  emit(chatTable.rows, { table }, count.rows);
  emit(chatTable.recounted, { table }, count.countedSince / 1000);
  if (capRows !== undefined) emit(chatTable.backlogRows, { table }, Math.max(0, count.rows - capRows));
};

/** What the collector of chat tables reads, and from where. */
export interface ChatTablesOptions {
  readonly query: Query;
  readonly database: string;
  readonly tables: readonly WatchedTable[];
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/**
 * Growth, age and size of the chat tables. A table that is not there (yet) is left out with a note; the others are not
 * touched by that.
 */
export const chatTablesCollector = ({ query, database, tables, now = Date.now }: ChatTablesOptions): Collector => {
  const watched = tables.map((table) => ({ table, watch: watchTable(makeTableReader(query, database, table), now) }));
  return {
    name: 'chat_tables',
    help: 'Growth, age and size of the chat tables.',
    enabled: true,
    timeoutMs: 4_000,
    families: Object.values(chatTable),
    async collect(collection) {
      for (const { table, watch } of watched) {
        try {
          emitState(collection, table, await watch.read(collection));
        } catch (error) {
          if (!(error instanceof Error && isMissingTable(error.cause))) throw error;
          collection.note(
            `Table ${database}.${table.name} (tables) is not there, or its columns ${table.idColumn} and ${table.timeColumn} may not be read; if it is there, apply what \`gapwatch exporter grants\` prints.`,
          );
        }
      }
    },
    async close() {
      await Promise.all(watched.map(({ watch }) => watch.close()));
    },
  };
};
