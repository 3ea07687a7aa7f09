import type { SpoolMeter } from '../../spool/meter.ts';

/** Counts of a spool by name, and by reason where there is one. */
export interface CountedSpool {
  readonly meter: SpoolMeter;
  readonly counts: Readonly<Record<string, number>>;
}

/** A meter that a test can read. */
export const countSpool = (): CountedSpool => {
  const counts: Record<string, number> = {};
  const add = (name: string, amount = 1) => {
    counts[name] = (counts[name] ?? 0) + amount;
  };
  return {
    counts,
    meter: {
      accepted(lines, bytes) {
        add('accepted', lines);
        add('written', bytes);
      },
      dropped: (reason, lines) => add(`dropped ${reason}`, lines),
      synced: () => add('synced'),
      shipped: (lines) => add('shipped', lines),
      duplicate: (lines) => add('duplicate', lines),
      dead: (reason) => add(`dead ${reason}`),
      retried: (reason) => add(`retried ${reason}`),
      requested: () => add('requested'),
    },
  };
};
