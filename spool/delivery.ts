import type { DeadLetters } from './dead-letters.ts';
import type { Gate } from './gate.ts';
import type { SpoolMeter, Trouble } from './meter.ts';
import type { SpooledLine } from './record.ts';
import type { Taken } from './source.ts';
import type { LogStore, Refusal, Verdict, Verdicts } from './store.ts';

/** Most of one request. */
const most = { lines: 2_000, bytes: 5 * 1024 * 1024 };

/** Delivers batches until each of their lines is settled, and so can be forgotten. */
export interface Delivery {
  /** Settles the batch. False if it had to leave it: the store was away while `closing` had aborted, or `over` aborted. */
  readonly deliver: (taken: Taken, closing: AbortSignal, over: AbortSignal) => Promise<boolean>;
  /** Most that should be in the next batch. */
  readonly limit: () => { readonly lines: number; readonly bytes: number };
  /** Generation of the store's index, or of an earlier one; undefined before the first answer. */
  readonly generation: () => number | undefined;
}

/** A line under way, and since which generation of the index it may be there already. */
interface Pending {
  readonly line: SpooledLine;
  sentSince: number | undefined;
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
  /** Generation of the index that was written when last asked. */
  let generation: number | undefined;

  const piece = (pending: readonly Pending[]): number => {
    let bytes = 0;
    let count = 0;
    for (const { line } of pending) {
      bytes += line.size;
      if (count > 0 && (count >= size.lines || bytes > size.bytes)) break;
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

  const bury = ({ line }: Pending, why: string) =>
    deadLetters.bury([{ id: line.id, reason: 'too_large', why, line: line.line.toString() }]);

  /** Sends one piece; gives the lines of it that remain, and whether the store took what it could. */
  const deliverPiece = async (sent: readonly Pending[], signal: AbortSignal) => {
    const answer = await send(sent, signal);
    if ('verdicts' in answer) return settle(sent, answer.verdicts);
    const { kind, reason } = answer;
    if (kind === 'too_large') {
      const [only] = sent;
      if (sent.length === 1 && only) await bury(only, reason);
      else size.bytes = Math.max(1, Math.floor(sent.reduce((sum, { line }) => sum + line.size, 0) / 2));
      return { again: sent.length === 1 ? [] : sent, trouble: undefined };
    }
    if (isAmbiguous(kind)) for (const one of sent) one.sentSince ??= generation ?? 0;
    return { again: sent, trouble: { kind, reason } };
  };

  return {
    limit: () => size,
    generation: () => generation,
    async deliver(taken, closing, over) {
      let pending: readonly Pending[] = taken.batch.lines.map((line) => ({ line, sentSince: taken.sentSince }));
      while (pending.length > 0) {
        const leave = await gate.enter(closing);
        if (leave === undefined) return false;
        const sent = pending.slice(0, piece(pending));
        const { again, trouble } = await deliverPiece(sent, over).catch((error: unknown) => {
          // The disk did not take a dead letter.
          return { again: sent, trouble: { kind: 'server' as const, reason: String(error) } };
        });
        leave(trouble === undefined);
        pending = [...again, ...pending.slice(sent.length)];
        if (over.aborted && pending.length > 0) return false;
        onTrouble(trouble?.kind, trouble?.reason ?? '');
        if (trouble) {
          meter.retried(trouble.kind);
          if (trouble.kind === 'overload') size.lines = Math.max(1, Math.ceil(sent.length / 2));
        } else size.lines = Math.min(most.lines, size.lines * 2);
      }
      taken.settle();
      return true;
    },
  };
};
