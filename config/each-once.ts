import type { z } from 'zod';

/** Refuses a list that names something twice: what is told apart by its name would be one. */
export const eachOnce =
  <T>(path: readonly string[], nameOf: (one: T) => string) =>
  (list: readonly T[], { addIssue }: z.RefinementCtx): void => {
    const names = list.map(nameOf);
    for (const [place, one] of names.entries()) {
      if (names.indexOf(one) === place) continue;
      addIssue({ code: 'custom', path: [place, ...path], message: 'one that is not in the list already' });
    }
  };
