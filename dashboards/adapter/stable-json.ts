const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
};

/** JSON that is the same for the same facts, whatever order they were put together in. */
export const stableJson = (value: unknown): string => `${JSON.stringify(sorted(value), undefined, 2)}\n`;

/** The same in one line, without its end. */
export const stableLine = (value: unknown): string => JSON.stringify(sorted(value));
