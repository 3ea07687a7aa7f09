import { setTimeout as delay } from 'node:timers/promises';

/** When a store began to take documents that were new, and when it took the last, by `performance.now()`. */
export interface Drained {
  readonly began: number;
  readonly last: number;
}

/** Milliseconds after which nobody waits any more for the first: more than ours pauses at most (40 s). */
const firstMs = 60_000;

/** And for the next. */
const nextMs = 15_000;

/** Waits until a store has taken so many documents, or for long no more; of one that takes nothing new both are when it was asked first. */
export const waitDrained = async (
  taken: () => Promise<number>,
  lines: number,
  patienceMs: number = firstMs,
): Promise<Drained> => {
  let asked = performance.now();
  let known = await taken();
  let at: Drained = { began: asked, last: asked };
  let isFirst = true;
  const isPatient = () => performance.now() - at.last < (isFirst ? patienceMs : nextMs);
  while (known < lines && isPatient()) {
    await delay(50);
    const before = asked;
    asked = performance.now();
    const now = await taken();
    if (now === known) continue;
    at = { began: isFirst ? before : at.began, last: performance.now() };
    isFirst = false;
    known = now;
  }
  return at;
};
