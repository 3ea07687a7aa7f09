/**
 * Milliseconds that a message may become readable later than one of a higher id: their transactions end in any order. The
 * service allows no statement to take longer.
 */
const disorder = 5_000;

/** Remembers which message was the highest at which time. */
export interface Arrivals {
  /** @param at milliseconds of a clock that only goes forward */
  readonly note: (chatId: number, at: number) => void;
  /**
   * The highest id of {@link disorder} before the last arrival: nothing at or below it can still be missing, whenever the
   * connection was lost after that. Absent where so long ago nothing had arrived.
   */
  readonly safeId: () => number | undefined;
}

interface Mark {
  readonly highest: number;
  readonly at: number;
}

export const createArrivals = (): Arrivals => {
  let marks: Mark[] = [];
  return {
    note(chatId, at) {
      marks.push({ highest: Math.max(chatId, marks.at(-1)?.highest ?? 0), at });
      const safe = marks.findLastIndex((mark) => mark.at <= at - disorder);
      if (safe > 0) marks = marks.slice(safe);
    },
    safeId() {
      const last = marks.at(-1);
      return last && marks.findLast(({ at }) => at <= last.at - disorder)?.highest;
    },
  };
};
