/** The value that a share (0 to 1) of the values are no greater than; NaN of none. */
export const percentile = (share: number, values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
};
