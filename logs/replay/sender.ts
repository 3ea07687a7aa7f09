import type { DeadLetter } from '../../spool/dead-letters.ts';
import { createDelivery } from '../../spool/delivery.ts';
import { createGate, type Pauses } from '../../spool/gate.ts';
import type { Trouble } from '../../spool/meter.ts';
import type { LogStore } from '../../spool/store.ts';

/** What became of letters that were sent together. */
interface Sent {
  /** Stored already before. */
  readonly known: number;
  readonly refused: readonly DeadLetter[];
  /** Those that the store did not take for now. */
  readonly left: readonly DeadLetter[];
}

/** Sends letters, and waits for what becomes of them. `cutShort`: somebody may just have sent them who did not hear what became of it. */
export type Sender = (letters: readonly DeadLetter[], cutShort: boolean) => Promise<Sent>;

const ignore = () => {};

/**
 * Sends to a store by the rules of the spool: what is refused for now is repeated for `patienceMs` milliseconds, what is too large is sent in
 * parts, and what may have been stored before a roll-over is looked up first.
 */
export const createSender = (
  store: LogStore,
  options: {
    readonly patienceMs: number;
    readonly pauses: Pauses;
    /** Milliseconds for which the store may still carry out a request that was cut off. */
    readonly settleMs: number;
    /** Ends it: what is under way is left. */
    readonly signal: AbortSignal;
    readonly onTrouble: (kind: Trouble, reason: string) => void;
  },
): Sender => {
  const { patienceMs, pauses, settleMs, signal, onTrouble } = options;
  const began = performance.now();
  let known = 0;
  let refused = new Map<string, DeadLetter>();
  let impatient = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const delivery = createDelivery(store, {
    gate: createGate(Math.random, pauses),
    settleMs,
    deadLetters: {
      async bury(letters) {
        const at = new Date().toISOString();
        for (const letter of letters) refused.set(letter.id, { ...letter, at });
      },
      quarantine: ignore,
    },
    meter: {
      accepted: ignore,
      dropped: ignore,
      synced: ignore,
      shipped: ignore,
      duplicate(lines) {
        known += lines;
      },
      dead: ignore,
      retried: ignore,
      requested: ignore,
    },
    onTrouble(kind, reason) {
      if (kind === undefined) {
        clearTimeout(timer);
        timer = undefined;
        return;
      }
      onTrouble(kind, reason);
      // Nobody who is refused gets in by waiting.
      if (kind === 'unauthorised') impatient.abort();
      else timer ??= setTimeout(() => impatient.abort(), patienceMs);
    },
  });

  return async (letters, cutShort) => {
    known = 0;
    refused = new Map();
    impatient = new AbortController();
    const lines = letters.map(({ id, line }) => {
      const bytes = Buffer.from(line);
      return { id, line: bytes, writtenAt: Date.now(), size: bytes.length };
    });
    const size = lines.reduce((sum, { line }) => sum + line.length, 0);
    const batch = { lines, end: { segment: 0, offset: 0 }, size, release: ignore };
    // The pauses of a delivery let a process end, as nobody waits for them elsewhere.
    const awake = setInterval(ignore, patienceMs);
    const all = await delivery.deliver(
      // Each may be stored, as it may have lain in two files, and the stream may have gone on to its next index since.
      { batch, doubt: { since: 0, at: cutShort ? began : Number.NEGATIVE_INFINITY }, settle: ignore },
      AbortSignal.any([impatient.signal, signal]),
      signal,
    );
    clearInterval(awake);
    clearTimeout(timer);
    timer = undefined;
    return {
      known,
      refused: [...refused.values()],
      left: all ? [] : letters.filter(({ id }) => !refused.has(id)),
    };
  };
};
