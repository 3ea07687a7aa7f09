import { setTimeout as delay } from 'node:timers/promises';
import { nicknames } from './corpus.ts';
import { livePerson, type Venue } from './person.ts';
import { createRandom } from './random.ts';
import { emptyTally, renderTally } from './tally.ts';

/** Milliseconds between two lines that say how it goes. */
const reportMs = 30_000;

/** Milliseconds in which all have come, so that they do not come at once. */
const arrivalMs = 3_000;

/** Lets `size` people live in the rooms until the signal aborts, and says how it goes. The same seed makes the same people. */
export const runCrowd = async (
  venue: Venue,
  options: {
    readonly size: number;
    readonly seed: number;
    readonly say: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> => {
  const { size, seed, say, signal } = options;
  const tally = emptyTally();
  say(`people: ${size} come to ${venue.url}.`);
  const report = setInterval(() => say(renderTally(tally)), reportMs);
  const lives = Array.from({ length: size }, async (_, i) => {
    const name = nicknames[i % nicknames.length] ?? 'someone';
    const round = Math.floor(i / nicknames.length);
    const person = { nick: round ? `${name}${round + 1}` : name, random: createRandom(seed + i) };
    await delay(person.random.between(0, arrivalMs), undefined, { signal });
    await livePerson(venue, person, tally, signal);
  });
  const ends = await Promise.allSettled(lives);
  clearInterval(report);
  say(renderTally(tally));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed?.status === 'rejected' && !signal.aborted) throw failed.reason;
};
