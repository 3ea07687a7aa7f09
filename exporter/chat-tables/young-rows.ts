/** The youngest rows of a table, each known by its id: what comes late among them is seen, whatever goes at the same time. */
export interface YoungRows {
  readonly ids: () => readonly number[];
  /** Begins with rows that are there already. `at` is milliseconds of any clock, here and below. */
  readonly begin: (ids: readonly number[], at: number) => void;
  /**
   * Takes the ids that are there above those taken out, ascending; where not all are given, the lowest.
   * @returns how many of them are new, how many went, and how many that were there are beyond those given
   */
  readonly see: (
    ids: readonly number[],
    areAll: boolean,
    at: number,
  ) => { readonly appeared: number; readonly gone: number; readonly beyond: number };
  /**
   * Takes out the ids below which hardly anything can come any more: those that were there for the grace period, and of many
   * the lowest. They end with the last one.
   */
  readonly takeSettled: (at: number) => readonly number[];
}

/**
 * Begins without any row.
 * @param graceMs a lower id may commit after a higher one, but hardly so much later
 * @param mostRows so many are kept at most, so that few are read however many are written
 */
export const makeYoungRows = (graceMs: number, mostRows: number): YoungRows => {
  let ids: readonly number[] = [];
  /** The highest id at a time, ascending. */
  let marks: { readonly at: number; readonly highest: number }[] = [];

  const mark = (at: number) => {
    const highest = ids.at(-1);
    if (highest !== undefined && highest !== marks.at(-1)?.highest) marks.push({ at, highest });
  };

  return {
    ids: () => ids,
    begin(those, at) {
      ids = those;
      marks = [];
      mark(at);
    },
    see(those, areAll, at) {
      const left = new Set(ids);
      const appeared = those.reduce((sum, id) => sum + (left.delete(id) ? 0 : 1), 0);
      const upTo = areAll ? Number.POSITIVE_INFINITY : (those.at(-1) ?? Number.NEGATIVE_INFINITY);
      const gone = [...left].filter((id) => id <= upTo).length;
      ids = those;
      mark(at);
      return { appeared, gone, beyond: left.size - gone };
    },
    takeSettled(at) {
      let upTo = ids[ids.length - mostRows - 1] ?? Number.NEGATIVE_INFINITY;
      while (marks[0] && marks[0].at <= at - graceMs) upTo = Math.max(upTo, marks.shift()?.highest ?? upTo);
      const young = ids.findIndex((id) => id > upTo);
      const settled = young === -1 ? ids : ids.slice(0, young);
      ids = ids.slice(settled.length);
      return settled;
    },
  };
};
