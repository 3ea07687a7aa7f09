import type { Statements } from '../storage/locked-connection.ts';

/** How a run ended: nothing was left to move, the service stops, or some messages cannot be moved. */
export type Ending = 'done' | 'stopped' | 'mismatch';

/** Runs that the ledger remembers: a week of one a minute. */
const kept = 10_080;

/** Runs that are forgotten at once, so that a ledger that has grown costs no run much. */
const forgottenAtOnce = 1_000;

/** What one run writes about itself. */
export interface LedgerEntry {
  /** Adds to the counts of the run; within the transaction that moves, so that the ledger is as true as the tables. */
  readonly add: (counts: { readonly moved: number; readonly deleted: number }) => Promise<void>;
  readonly end: (outcome: Ending) => Promise<void>;
}

/**
 * Begins an entry in the table `retention_runs`. Only who has the right to move may: entries that others left without an end
 * are those of movers that are gone, and become `lost`.
 */
export const openLedgerEntry = async ({ change }: Statements): Promise<LedgerEntry> => {
  await change("UPDATE retention_runs SET outcome = 'lost' WHERE outcome = 'running'");
  const { insertId: id } = await change(
    "INSERT INTO retention_runs (startedAt, outcome) VALUES (UTC_TIMESTAMP(3), 'running')",
  );
  await change('DELETE FROM retention_runs WHERE run_id <= ? ORDER BY run_id LIMIT ?', [
    id - kept,
    String(forgottenAtOnce),
  ]);
  return {
    async add({ moved, deleted }) {
      await change('UPDATE retention_runs SET moved = moved + ?, deleted = deleted + ? WHERE run_id = ?', [
        moved,
        deleted,
        id,
      ]);
    },
    async end(outcome) {
      await change('UPDATE retention_runs SET outcome = ?, endedAt = UTC_TIMESTAMP(3) WHERE run_id = ?', [outcome, id]);
    },
  };
};
