import { setTimeout as delay } from 'node:timers/promises';
import { createIntervals, type Interval, without } from '../intervals.ts';
import type { KnownLines } from './known-lines.ts';

/** Numbers that are missing, by their writers. */
export type Missing = ReadonlyMap<string, readonly Interval[]>;

/** Looks, without waiting for a refresh, which of the ids are stored. @throws LogsError if that cannot be told */
export type Locate = (ids: readonly string[]) => Promise<ReadonlySet<string>>;

/** Ids in one question. */
const atOnce = 1_000;

/**
 * Numbers of a writer that are looked for one by one. Of a process that runs some thousand lines are under way; a larger gap will
 * not have closed meanwhile.
 */
const most = 100_000;

/** A folder may just have been on its way from one process to another when it was looked at. */
const rounds = 2;
const pauseMs = 500;

function* idsOf(
  writer: string,
  parts: readonly Interval[],
): Generator<{ readonly id: string; readonly sequence: number }> {
  let count = 0;
  for (const { from, to } of parts) {
    for (let sequence = from; sequence <= to && count < most; sequence += 1) {
      count += 1;
      yield { id: `${writer}-${sequence}`, sequence };
    }
  }
}

const located = async (writer: string, parts: readonly Interval[], locate: Locate): Promise<readonly Interval[]> => {
  const stored = createIntervals();
  let batch: { readonly id: string; readonly sequence: number }[] = [];
  const look = async () => {
    const there = await locate(batch.map(({ id }) => id));
    for (const { id, sequence } of batch) if (there.has(id)) stored.add(sequence);
    batch = [];
  };
  for (const one of idsOf(writer, parts)) {
    batch.push(one);
    if (batch.length >= atOnce) await look();
  }
  if (batch.length > 0) await look();
  return stored.list();
};

/**
 * Which of the numbers are missing indeed. Lines go on their way while one looks: what is in no index yet may be in the spool, and what
 * is there no more is in an index by then, though no search may find it before the next refresh. So the spool is asked first.
 */
export const confirmMissing = async (
  suspected: Missing,
  { known, locate }: { readonly known: () => Promise<KnownLines>; readonly locate: Locate },
): Promise<Missing> => {
  let missing = suspected;
  for (let round = 0; round < rounds && missing.size > 0; round += 1) {
    if (round > 0) await delay(pauseMs);
    const { waiting, apart } = await known();
    const left = new Map<string, readonly Interval[]>();
    for (const [writer, parts] of missing) {
      const open = without(without(parts, waiting.of(writer)?.list() ?? []), apart.of(writer)?.list() ?? []);
      const lost = without(open, open.length > 0 ? await located(writer, open, locate) : []);
      if (lost.length > 0) left.set(writer, lost);
    }
    missing = left;
  }
  return missing;
};
