/** Milliseconds. The first is what all who were thrown out at once spread over; the last keeps a long outage bearable. */
const bounds = { first: 1_000, last: 15_000 };

/**
 * Milliseconds until the next attempt to connect, after so many that failed: twice as long each time, and between a fifth
 * of that and all of it by chance, so that people who lost the service together do not come back together.
 * @param random gives a number from 0 to below 1
 */
export const retryDelay = (failures: number, random: () => number): number => {
  const longest = Math.min(bounds.last, bounds.first * 2 ** failures);
  return longest * (0.2 + 0.8 * random());
};
