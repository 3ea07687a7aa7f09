import type { DeadLetters } from './dead-letters.ts';
import { createDoubtfulLines, type Pending } from './doubtful-lines.ts';
import type { Gate } from './gate.ts';
import type { SpoolMeter, Trouble } from './meter.ts';
import { createRequestSize } from './request-size.ts';
import type { Taken } from './source.ts';
import type { LogStore, Refusal, Verdict, Verdicts } from './store.ts';

/** Delivers batches until each of their lines is settled, and so can be forgotten. */
export interface Delivery {
  /** Settles the batch. False if it had to leave it: the store was away while `closing` had aborted, or `over` aborted. */
  readonly deliver: (taken: Taken, closing: AbortSignal, over: AbortSignal) => Promise<boolean>;
  /** Most that should be in the next batch. */
  readonly limit: () => { readonly lines: number; readonly bytes: number };
  /** Generation of the store's index, or of an earlier one; undefined before the first answer. */
  readonly generation: () => number | undefined;
}

/** What became of a request. */
interface Delivered {
  /** Lines that are to be sent again. */
  readonly again: readonly Pending[];
  readonly trouble: { readonly kind: Trouble; readonly reason: string } | undefined;
  /** Fewer of them at a time. */
  readonly tooMany: boolean;
}

const found: Verdict = { kind: 'duplicate' };
const unanswered: Verdict = { kind: 'server', reason: 'the answer names fewer lines than were sent' };

/** Whether it may be carried out though the answer does not say so. */
const isDoubtful = ({ kind, untouched }: { readonly kind: string; readonly untouched?: true }): boolean =>
  (kind === 'network' || kind === 'server') && untouched === undefined;

const bytesOf = (lines: readonly Pending[]): number => lines.reduce((sum, { line }) => sum + line.size, 0);

/** Delivers to one store. `onTrouble` hears each refusal in the store's words, and undefined when all is well. */
export const createDelivery = (
  store: LogStore,
  options: {
    readonly gate: Gate;
    readonly deadLetters: DeadLetters;
    readonly meter: SpoolMeter;
    /** Milliseconds for which a store may still carry out a request that was cut off. */
    readonly settleMs: number;
    readonly onTrouble: (kind: Trouble | undefined, reason: string) => void;
  },
): Delivery => {
  const { gate, deadLetters, meter, onTrouble } = options;
  const size = createRequestSize();
  const doubts = createDoubtfulLines(store, options.settleMs);

  const sendAll = async (sent: readonly Pending[], signal: AbortSignal): Promise<Verdicts | Refusal> => {
    if (sent.length === 0) return { verdicts: [] };
    const began = performance.now();
    const answer = await store.send(
      sent.map(({ line }) => line),
      signal,
    );
    meter.requested((performance.now() - began) / 1000);
    if ('kind' in answer) {
      if (isDoubtful(answer)) doubts.cast(sent);
    } else doubts.cast(sent.filter((_, i) => isDoubtful(answer.verdicts[i] ?? unanswered)));
    return answer;
  };

  const send = async (pending: readonly Pending[], signal: AbortSignal): Promise<Verdicts | Refusal> => {
    const known = await doubts.lookUp(pending, signal);
    if ('kind' in known) return known;
    const answer = await sendAll(
      pending.filter(({ line }) => !known.has(line.id)),
      signal,
    );
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
        again.push(one);
        trouble = { kind: verdict.kind, reason: verdict.reason };
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
    if (kind !== 'too_large' && kind !== 'rejected') return { again: sent, trouble: { kind, reason }, tooMany: false };
    const [only] = sent;
    if (sent.length === 1 && only) {
      const { id, line } = only.line;
      await deadLetters.bury([{ id, reason: kind, why: reason, line: line.toString() }]);
      return { again: [], trouble: undefined, tooMany: false };
    }
    if (kind === 'too_large') size.wasTooLarge(bytesOf(sent));
    return { again: sent, trouble: undefined, tooMany: true };
  };

  return {
    limit: size.limit,
    generation: doubts.generation,
    async deliver({ batch, doubt, settle: forget }, closing, over) {
      let pending: readonly Pending[] = batch.lines.map((line) => ({ line, doubt }));
      let mostLines = Number.POSITIVE_INFINITY;
      while (pending.length > 0) {
        const sent = pending.slice(0, size.countOf(pending, mostLines));
        if (!(await doubts.settled(sent, closing))) return false;
        const leave = await gate.enter(closing);
        if (leave === undefined) return false;
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
        mostLines = tooMany ? Math.ceil(sent.length / 2) : mostLines * 2;
        if (!tooMany) size.was(sent.length, bytesOf(sent), trouble?.kind);
      }
      forget();
      return true;
    },
  };
};
