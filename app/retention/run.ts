import { setTimeout as delay } from 'node:timers/promises';
import { outboxInsert } from '../storage/outbox.ts';
import { type Chunk, moveChunk } from './chunk.ts';
import type { MoverConnection } from './connection.ts';
import { forgetGuests } from './guest-purge.ts';
import { type Ending, openLedgerEntry } from './ledger.ts';
import type { Limits } from './limits.ts';
import { findOverdue, type Reason } from './overdue.ts';
import { forgetSent } from './sent-purge.ts';

/** How a run went: as the ledger has it, or not at all because another mover is at work. */
export type Outcome = Ending | 'skipped';

/** What a run needs. */
export interface RunOptions {
  /** Connects and takes the right to move; undefined where another has it. */
  readonly connect: () => Promise<MoverConnection | undefined>;
  readonly limits: Limits;
  /** Whether the search is told of what is moved. */
  readonly indexed: boolean;
  /** Hears of each transaction after it has come to pass. */
  readonly onChunk: (reason: Reason, chunk: Chunk) => void;
  /** Ends the run after the transaction under way. */
  readonly signal: AbortSignal;
}

/** Milliseconds that a transaction may go on after the signal; then MySQL rolls it back. */
const lastChunkMs = 1_000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

/** Forgets all that is no longer needed of one kind, with pauses. */
const forgetAll = async (
  forget: typeof forgetSent,
  connection: MoverConnection,
  { limits, signal }: Pick<RunOptions, 'limits' | 'signal'>,
): Promise<void> => {
  while (!signal.aborted) {
    const began = performance.now();
    if ((await forget(connection, limits.chunkRows)) < limits.chunkRows) return;
    await pause((performance.now() - began) * limits.pauseRatio, signal);
  }
};

/** Moves all that is overdue, with pauses. */
const moveOverdue = async (
  connection: MoverConnection,
  { limits, indexed, onChunk, signal }: Omit<RunOptions, 'connect'>,
): Promise<Ending> => {
  const entry = await openLedgerEntry(connection);
  const note = async (chunk: Chunk, ids: readonly number[]): Promise<void> => {
    await entry.add(chunk);
    if (!indexed || ids.length === 0) return;
    const { sql, values } = outboxInsert(ids);
    await connection.change(sql, values);
  };
  let ending: Ending = 'done';
  for await (const { reason, take } of findOverdue(connection, limits)) {
    for (let after = 0; !signal.aborted; ) {
      const began = performance.now();
      const from = after;
      const chunk = await moveChunk(connection, () => take(from, limits.chunkRows), note);
      if (chunk.lastId === undefined) break;
      onChunk(reason, chunk);
      if (chunk.deleted < chunk.moved) ending = 'mismatch';
      // What is left is held by somebody, and waits for the next run.
      if (chunk.moved < limits.chunkRows) break;
      after = chunk.lastId;
      await pause((performance.now() - began) * limits.pauseRatio, signal);
    }
    if (signal.aborted) {
      ending = 'stopped';
      break;
    }
  }
  await entry.end(ending);
  return ending;
};

/**
 * One run of the mover: takes messages from the live table to the backup that are beyond a limit. Whatever ends it, each message
 * is in exactly one of the two, and the next run goes on where this one ended. Then forgets what was sent long ago, and
 * guests who have gone without a word.
 * @throws Error of mysql2 if MySQL is lost or refuses
 */
export const runMover = async ({ connect, signal, ...options }: RunOptions): Promise<Outcome> => {
  const connection = await connect();
  if (!connection) return 'skipped';
  let deadline: NodeJS.Timeout | undefined;
  const hurry = () => {
    deadline = setTimeout(connection.destroy, lastChunkMs);
  };
  signal.addEventListener('abort', hurry, { once: true });
  try {
    const outcome = await moveOverdue(connection, { ...options, signal });
    await forgetAll(forgetSent, connection, { ...options, signal });
    await forgetAll(forgetGuests, connection, { ...options, signal });
    await connection.close();
    return outcome;
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', hurry);
    clearTimeout(deadline);
  }
};
