import type { Collector } from '../engine/collector.ts';
import { mysqlProcesses } from './families.ts';
import type { Query, Row } from './session.ts';

/** A command or state as the peer writes it as a label: `Waiting for table metadata lock` → `waiting_for_table_metadata_lock`. */
const stateLabel = (value: unknown): string =>
  String(value ?? '')
    .toLowerCase()
    .replace(/[;,:.()]/g, '')
    .replace(/[ -]/g, '_') || 'unknown';

interface Total {
  readonly command: string;
  readonly state: string;
  threads: number;
  seconds: number;
}

/** Adds up the rows that differ in their users, or only in what a label does not show. */
const totalsOf = (rows: readonly Row[]): Iterable<Total> => {
  const totals = new Map<string, Total>();
  for (const row of rows) {
    const command = stateLabel(row.command);
    const state = stateLabel(row.state);
    const total = totals.get(`${command} ${state}`) ?? { command, state, threads: 0, seconds: 0 };
    total.threads += Number(row.threads);
    total.seconds += Number(row.seconds ?? 0);
    totals.set(`${command} ${state}`, total);
  }
  return totals.values();
};

/** Who is connected, and what at. A procedure counts them, since the list itself shows what others say. */
export const mysqlProcessesCollector = (query: Query): Collector => ({
  name: 'mysql_processes',
  help: 'Connections by user, and by what they are at.',
  enabled: true,
  timeoutMs: 3_000,
  families: Object.values(mysqlProcesses),
  async collect({ emit, ...deadline }) {
    const rows = await query('CALL gapwatch.processes()', [], deadline);
    for (const { threads, seconds, ...labels } of totalsOf(rows)) {
      emit(mysqlProcesses.threads, labels, threads);
      emit(mysqlProcesses.seconds, labels, seconds);
    }
    for (const [user, own] of Map.groupBy(rows, (row) => String(row.user))) {
      const threads = own.reduce((sum, row) => sum + Number(row.threads), 0);
      emit(mysqlProcesses.byUser, { mysql_user: user }, threads);
    }
  },
});
