import type { Collection, Collector } from '../engine/collector.ts';
import type { Session } from '../mysql/session.ts';
import { chatTable } from './families.ts';
import { makeTableReader } from './table-reader.ts';
import type { WatchedTable } from './table-watch.ts';
import { type TableReport, watchTables } from './watched-tables.ts';

const emitReport = ({ emit, note }: Collection, { table: { name: table, capRows }, ...report }: TableReport) => {
  for (const sentence of report.notes) note(sentence);
  const { state, sizeBytes } = report;
  emit(chatTable.up, { table }, state ? 1 : 0);
  if (capRows !== undefined) emit(chatTable.capRows, { table }, capRows);
  if (sizeBytes !== undefined) emit(chatTable.size, { table }, sizeBytes);
  if (!state) return;
  const { rows, removedRows, drift, countedSince, lastId, oldestAt, lagSeconds } = state;
  emit(chatTable.insertedRows, { table }, state.insertedRows);
  if (removedRows !== undefined) emit(chatTable.removedRows, { table }, removedRows);
  if (lastId !== undefined) emit(chatTable.lastId, { table }, lastId);
  if (oldestAt !== undefined) emit(chatTable.oldestRow, { table }, oldestAt);
  if (lagSeconds !== undefined) emit(chatTable.moverLag, { table }, lagSeconds);
  if (drift !== undefined) emit(chatTable.rowsDrift, { table }, drift);
  if (rows === undefined) return;
  emit(chatTable.rows, { table }, rows);
  if (countedSince !== undefined) emit(chatTable.recounted, { table }, countedSince / 1000);
  if (capRows !== undefined) emit(chatTable.backlogRows, { table }, Math.max(0, rows - capRows));
};

/** Pause between recounts, in milliseconds: with the usual 15 s between scrapes one follows each of them. */
const recountEveryMs = 10_000;

/**
 * Ranges of each table that are counted again after a scrape: 50,000 rows in about 20 ms. So tables of that size are counted
 * through between any two scrapes, and one of ten million in less than an hour.
 */
const rangesPerRecount = 25;

/** What the collector of chat tables reads, and from where. */
export interface ChatTablesOptions extends Pick<Session, 'query' | 'server'> {
  readonly database: string;
  readonly tables: readonly WatchedTable[];
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/**
 * Growth, age and size of the chat tables. A table that is not there (yet), or is locked, is left out with a note; the others are
 * not touched by that.
 */
export const chatTablesCollector = ({
  query,
  server,
  database,
  tables,
  now = Date.now,
}: ChatTablesOptions): Collector => {
  const watched = watchTables(makeTableReader(query, server, database), database, tables, now);
  const closing = new AbortController();
  let recounting: Promise<void> | undefined;
  let recountedAt = Number.NEGATIVE_INFINITY;

  /** Counts on after a scrape. Where that fails, the next scrape meets the same error, and tells it. */
  const recount = () => {
    if (recounting || closing.signal.aborted || now() < recountedAt + recountEveryMs) return;
    recountedAt = now();
    const end = () => {
      recounting = undefined;
    };
    recounting = watched.recount(rangesPerRecount, closing.signal).then(end, end);
  };

  return {
    name: 'chat_tables',
    help: 'Rows, growth, backlog, age and size of the chat tables.',
    enabled: true,
    timeoutMs: 4_000,
    families: Object.values(chatTable),
    async collect(collection) {
      for (const report of await watched.read(collection)) emitReport(collection, report);
      recount();
    },
    async close() {
      closing.abort();
      await recounting;
    },
  };
};
