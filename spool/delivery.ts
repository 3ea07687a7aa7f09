import type { DeadLetters } from './dead-letters.ts';
import type { Gate } from './gate.ts';
import type { SpoolMeter, Trouble } from './meter.ts';
import type { SpooledLine } from './record.ts';
import type { Taken } from './source.ts';
import type { LogStore, Refusal, Verdict, Verdicts } from './store.ts';

/** Most of one request. */
const most = { lines: 2_000, bytes: 5 * 1024 * 1024 };

/**
 * Bytes that a request may have however often the connection broke. Whoever finds a request too large may say so, or just hang up
 * in the middle of it.
 */
const leastAfterBreaks = 64 * 1024;

/** Delivers batches until each of their lines is settled, and so can be forgotten. */
export interface Delivery {
  /** Settles the batch. False if it had to leave it: the store was away while `closing` had aborted, or `over` aborted. */
  readonly deliver: (taken: Taken, closing: AbortSignal, over: AbortSignal) => Promise<boolean>;
  /** Most that should be in the next batch. */
  readonly limit: () => { readonly lines: number; readonly bytes: number };
  /** Generation of the store's index, or of an earlier one; undefined before the first answer. */
  readonly generation: () => number | undefined;
}

/** Requests that must have gone well before a larger one is tried than was found too large. */
const patience = 1_000;

/** A line under way, and since which generation of the index it may be there already. */
interface Pending {
  readonly line: SpooledLine;
  sentSince: number | undefined;
}

/** What became of a request. */
interface Delivered {
  /** Lines that are to be sent again. */
  readonly again: readonly Pending[];
  readonly trouble: { readonly kind: Trouble; readonly reason: string } | undefined;
  /** Fewer of them at a time. */
  readonly tooMany: boolean;
}

/** Whether a line may be stored though the answer does not say so. */
const isAmbiguous = (kind: Trouble): boolean => kind === 'network' || kind === 'server';

const nothing: ReadonlySet<string> = new Set();
const found: Verdict = { kind: 'duplicate' };
const unanswered: Verdict = { kind: 'server', reason: 'the answer names fewer lines than were sent' };

/** Delivers to one store. `onTrouble` hears each refusal in the store's words, and undefined when all is well. */
export const createDelivery = (
  store: LogStore,
  options: {
    readonly gate: Gate;
    readonly deadLetters: DeadLetters;
    readonly meter: SpoolMeter;
    readonly onTrouble: (kind: Trouble | undefined, reason: string) => void;
  },
): Delivery => {
  const { gate, deadLetters, meter, onTrouble } = options;
  const size = { ...most };
  /** Less than what was found too large. */
  let mostBytes = most.bytes;
  let wellSince = 0;
  /** Generation of the index that was written when last asked. */
  let generation: number | undefined;

  const piece = (pending: readonly Pending[], mostLines: number): number => {
    let bytes = 0;
    let count = 0;
    for (const { line } of pending) {
      bytes += line.size;
      if (count > 0 && (count >= Math.min(mostLines, size.lines) || bytes > size.bytes)) break;
      count += 1;
    }
    return count;
  };

  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await work;
    meter.requested((performance.now() - began) / 1000);
    return answer;
  };

  /** Which of the lines are there already, of those that may be. */
  const lookUp = async (pending: readonly Pending[], signal: AbortSignal): Promise<ReadonlySet<string> | Refusal> => {
    const doubtful = pending.filter(({ sentSince }) => sentSince !== undefined);
    if (generation !== undefined && doubtful.length === 0) return nothing;
    const since = doubtful.reduce(
      (least, { sentSince = least }) => Math.min(least, sentSince),
      Number.MAX_SAFE_INTEGER,
    );
    const ids = doubtful.map(({ line }) => line.id);
    const located = await store.locate(ids, since, signal);
    if ('kind' in located) return located;
    generation = located.generation;
    return located.stored;
  };

  const send = async (pending: readonly Pending[], signal: AbortSignal): Promise<Verdicts | Refusal> => {
    const known = await lookUp(pending, signal);
    if ('kind' in known) return known;
    const lines = pending.map(({ line }) => line).filter(({ id }) => !known.has(id));
    const answer = lines.length === 0 ? { verdicts: [] } : await timed(store.send(lines, signal));
    if ('kind' in answer || known.size === 0) return answer;
    const verdicts = answer.verdicts.values();
    return {
      verdicts: pending.map(({ line }) => (known.has(line.id) ? found : (verdicts.next().value ?? unanswered))),
    };
  };

  /** Sorts the lines by their verdicts: gives those to be sent again, and why. */
  const settle = async (sent: readonly Pending[], verdicts: readonly Verdict[]) => {
    const again: Pending[] = [];
    const dead: { id: string; reason: 'rejected'; why: string; line: string }[] = [];
    let trouble: { kind: Trouble; reason: string } | undefined;
    let [stored, duplicates, oldest] = [0, 0, Number.POSITIVE_INFINITY];
    for (const [i, one] of sent.entries()) {
      const verdict = verdicts[i] ?? unanswered;
      if (verdict.kind === 'stored' || verdict.kind === 'duplicate') {
        stored += 1;
        if (verdict.kind === 'duplicate') duplicates += 1;
        oldest = Math.min(oldest, one.line.writtenAt);
      } else if (verdict.kind === 'rejected') {
        const { id, line } = one.line;
        dead.push({ id, reason: 'rejected', why: verdict.reason, line: line.toString() });
      } else {
        const { kind, reason } = verdict;
        if (isAmbiguous(kind)) one.sentSince ??= generation ?? 0;
        again.push(one);
        trouble = { kind, reason };
      }
    }
    if (dead.length > 0) await deadLetters.bury(dead);
    if (stored > 0) meter.shipped(stored, Math.max(0, Date.now() - oldest) / 1000);
    if (duplicates > 0) meter.duplicate(duplicates);
    return { again, trouble };
  };

  /** Sends one piece; gives the lines of it that remain, why, and whether they are to be sent in smaller pieces. */
  const deliverPiece = async (sent: readonly Pending[], signal: AbortSignal): Promise<Delivered> => {
    const answer = await send(sent, signal);
    if ('verdicts' in answer) return { ...(await settle(sent, answer.verdicts)), tooMany: false };
    const { kind, reason } = answer;
    if (kind === 'too_large' || kind === 'rejected') {
      const [only] = sent;
      if (sent.length === 1 && only) {
        const { id, line } = only.line;
        await deadLetters.bury([{ id, reason: kind, why: reason, line: line.toString() }]);
        return { again: [], trouble: undefined, tooMany: false };
      }
      if (kind === 'too_large') {
        mostBytes = Math.max(1, Math.floor(sent.reduce((sum, { line }) => sum + line.size, 0) / 2));
        size.bytes = mostBytes;
        wellSince = 0;
      }
      return { again: sent, trouble: undefined, tooMany: true };
    }
    if (isAmbiguous(kind)) for (const one of sent) one.sentSince ??= generation ?? 0;
    return { again: sent, trouble: { kind, reason }, tooMany: false };
  };

  /** Sends less at a time where the store has too much to do or the connection breaks, and more again while all is well. */
  const adapt = (sent: number, trouble: Trouble | undefined) => {
    if (trouble === 'overload') size.lines = Math.max(1, Math.ceil(sent / 2));
    else if (trouble === 'network')
      size.bytes = Math.min(size.bytes, Math.max(leastAfterBreaks, Math.ceil(size.bytes / 2)));
    else if (trouble === undefined) {
      wellSince += 1;
      if (wellSince % patience === 0) mostBytes = Math.min(most.bytes, mostBytes * 2);
      size.lines = Math.min(most.lines, size.lines * 2);
      size.bytes = Math.min(mostBytes, size.bytes * 2);
    }
  };

  return {
    limit: () => size,
    generation: () => generation,
    async deliver(taken, closing, over) {
      let mostLines = most.lines;
      let pending: readonly Pending[] = taken.batch.lines.map((line) => ({ line, sentSince: taken.sentSince }));
      while (pending.length > 0) {
        const leave = await gate.enter(closing);
        if (leave === undefined) return false;
        const sent = pending.slice(0, piece(pending, mostLines));
        const { again, trouble, tooMany } = await deliverPiece(sent, over).catch((error: unknown): Delivered => {
          // The disk did not take a dead letter.
          return { again: sent, trouble: { kind: 'server', reason: String(error) }, tooMany: false };
        });
        leave(trouble === undefined);
        pending = [...again, ...pending.slice(sent.length)];
        if (over.aborted && pending.length > 0) return false;
        onTrouble(trouble?.kind, trouble?.reason ?? '');
        if (trouble) meter.retried(trouble.kind);
        // A line that the store does not take is found by halving what it is sent with.
        mostLines = tooMany ? Math.ceil(sent.length / 2) : Math.min(most.lines, mostLines * 2);
        if (!tooMany) adapt(sent.length, trouble?.kind);
      }
      taken.settle();
      return true;
    },
  };
};
