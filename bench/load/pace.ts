import { setTimeout as delay } from 'node:timers/promises';

/**
 * Calls `step` with 0, 1, 2 and so on, `perSecond` a second at an even pace, however long what it starts takes. It is told
 * when it was due, by `performance.now()`; several that are due are called at once.
 */
export const keepPace = async (
  { steps, perSecond }: { readonly steps: number; readonly perSecond: number },
  step: (index: number, dueAt: number) => unknown,
): Promise<void> => {
  const began = performance.now();
  for (let index = 0; index < steps; ) {
    const due = Math.min(steps, Math.floor(((performance.now() - began) / 1e3) * perSecond) + 1);
    for (; index < due; index += 1) step(index, began + (index / perSecond) * 1e3);
    await delay(1);
  }
};
