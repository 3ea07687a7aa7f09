import type { Collector } from '../engine/collector.ts';
import { digestColumns } from './digest-columns.ts';
import { mysqlStatements } from './families.ts';
import type { AskServer, Query, Row } from './session.ts';
import { makeTopMembers } from './top-members.ts';

/** Kinds of statements that are shown. */
const most = 50;

/** Ranks that are read: who is shown stays as long as it is among them. */
const ranks = 2 * most;

/** performance_schema tells times in picoseconds. */
const picosecondsPerSecond = 1e12;

/** Characters of a statement that are shown. More would make a page of long statements only. */
const textLength = 500;

const { text, ...costs } = mysqlStatements;

type Column = (typeof digestColumns)[number];

/** Column and unit of each cost. */
const columns: Readonly<Record<keyof typeof costs, readonly [Column, number]>> = {
  count: ['COUNT_STAR', 1],
  seconds: ['SUM_TIMER_WAIT', picosecondsPerSecond],
  lockTime: ['SUM_LOCK_TIME', picosecondsPerSecond],
  errors: ['SUM_ERRORS', 1],
  warnings: ['SUM_WARNINGS', 1],
  rowsAffected: ['SUM_ROWS_AFFECTED', 1],
  rowsSent: ['SUM_ROWS_SENT', 1],
  rowsExamined: ['SUM_ROWS_EXAMINED', 1],
  tmpDiskTables: ['SUM_CREATED_TMP_DISK_TABLES', 1],
  tmpTables: ['SUM_CREATED_TMP_TABLES', 1],
  sortMergePasses: ['SUM_SORT_MERGE_PASSES', 1],
  sortRows: ['SUM_SORT_ROWS', 1],
  noIndexUsed: ['SUM_NO_INDEX_USED', 1],
};

/** The server's own databases say nothing of the service; statements without a database of theirs stay. */
const sql = `SELECT ${digestColumns.join(', ')} FROM performance_schema.events_statements_summary_by_digest
  WHERE DIGEST IS NOT NULL AND COALESCE(SCHEMA_NAME, '') NOT IN ('mysql', 'performance_schema', 'information_schema', 'sys')
  ORDER BY SUM_TIMER_WAIT DESC LIMIT ${ranks}`;

const schemaOf = ({ SCHEMA_NAME }: Row): string => (SCHEMA_NAME === null ? 'NONE' : String(SCHEMA_NAME));

/**
 * What the 50 kinds of statements cost that took most time since the server began to count. One that is shown stays until 100
 * others took more, so that series do not come and go.
 * @see https://mariadb.com/kb/en/performance-schema-events_statements_summary_by_digest-table/
 */
export const mysqlStatementsCollector = (query: Query, server: AskServer): Collector => {
  const choose = makeTopMembers(most);
  return {
    name: 'mysql_statements',
    help: 'What the kinds of statements cost that take most time.',
    enabled: true,
    timeoutMs: 3_000,
    families: Object.values(mysqlStatements),
    supports: {
      servers: 'Servers with performance_schema=ON',
      here: async (deadline) => (await server(deadline)).performanceSchema,
    },
    async collect({ emit, ...deadline }) {
      const rows = new Map((await query(sql, [], deadline)).map((row) => [`${row.DIGEST} ${schemaOf(row)}`, row]));
      for (const member of choose([...rows.keys()])) {
        const row = rows.get(member) ?? {};
        const labels = { schema: schemaOf(row), digest: String(row.DIGEST) };
        for (const cost of Object.keys(costs) as (keyof typeof costs)[]) {
          const [column, unit] = columns[cost];
          emit(costs[cost], labels, Number(row[column]) / unit);
        }
        emit(text, { ...labels, digest_text: String(row.DIGEST_TEXT ?? '').slice(0, textLength) }, 1);
      }
    },
  };
};
