/** What the people have met with so far. */
export interface Tally {
  here: number;
  said: number;
  blocked: number;
  failed: number;
  heard: number;
  searched: number;
  read: number;
  returned: number;
}

/** A tally of nothing yet. */
export const emptyTally = (): Tally => ({
  here: 0,
  said: 0,
  blocked: 0,
  failed: 0,
  heard: 0,
  searched: 0,
  read: 0,
  returned: 0,
});

/** One line for the log of the lab. */
export const renderTally = (tally: Readonly<Tally>): string =>
  `people: ${tally.here} here; ${tally.said} messages said, ${tally.heard} heard, ${tally.blocked} blocked, ` +
  `${tally.failed} requests failed; ${tally.searched} searches, ${tally.read} histories read, ${tally.returned} returns.`;
