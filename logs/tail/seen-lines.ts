import { createIntervals, type Intervals } from '../intervals.ts';
import { parseLineId } from '../line-id.ts';

/** Remembers which lines were seen. */
export interface SeenLines {
  /** Notes one. Whether it is new. */
  readonly note: (id: string) => boolean;
  readonly has: (id: string) => boolean;
}

/** Remembers lines by the numbers of their writers, so that those that follow each other cost nothing; ids of others one by one. */
export const createSeenLines = (): SeenLines => {
  const writers = new Map<string, Intervals>();
  const others = new Set<string>();
  const has = (id: string): boolean => {
    const line = parseLineId(id);
    return line === undefined ? others.has(id) : (writers.get(line.writer)?.has(line.sequence) ?? false);
  };
  return {
    has,
    note(id) {
      if (has(id)) return false;
      const line = parseLineId(id);
      if (line === undefined) others.add(id);
      else {
        const known = writers.get(line.writer) ?? createIntervals();
        writers.set(line.writer, known);
        known.add(line.sequence);
      }
      return true;
    },
  };
};
