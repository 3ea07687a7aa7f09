/** Remembers the latest ids that it was given. */
export interface RecentIds {
  readonly add: (id: number) => void;
  readonly has: (id: number) => boolean;
}

/** @param most ids that are remembered; the oldest go first */
export const rememberIds = (most: number): RecentIds => {
  const ids = new Set<number>();
  return {
    add(id) {
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > most && oldest !== undefined) ids.delete(oldest);
    },
    has: (id) => ids.has(id),
  };
};
