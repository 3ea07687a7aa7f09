import type { Random } from '../../lab/people/random.ts';
import { type Archive, counts, silenced } from './archive.ts';

/** Where in the archive one asks: among its oldest messages, in its middle, or among the newest, live ones among them. */
export const places = ['beginning', 'middle', 'end'] as const;
export type Place = (typeof places)[number];

/** A way of asking GET /chat/chatlog. */
export interface Question {
  readonly name: string;
  /** Whether there is something to find. */
  readonly finds: boolean;
  /** Parameters of the request; the room is any of those where people are heard, unless it says which. */
  readonly ask: (place: Place, archive: Archive, random: Random) => Readonly<Record<string, string>>;
}

const lastId = counts.archived + counts.live;

/** Ids of a place; a hundredth of all at either end. */
const stretchOf = {
  beginning: [1, 0.01 * lastId],
  middle: [0.4 * lastId, 0.6 * lastId],
  end: [0.99 * lastId, lastId],
} as const;

/** An id of a place, not so near to either end that fewer messages than one page lie beyond. */
const idIn = (place: Place, random: Random, margin = 2_000): number => {
  const [from, to] = stretchOf[place];
  return Math.floor(Math.min(Math.max(random.between(from, to), margin), lastId - margin));
};

/** A number of messages, of each order of magnitude as often: from the talk of an hour to that of a year. */
const anyLength = (random: Random): number => Math.floor(10 ** random.between(2.8, 6.7));

const iso = (time: Date): string => time.toISOString();

/** An id in the middle of nine hundred thousand messages of the silenced room that were kept back. */
const silencedId = (random: Random): number =>
  Math.floor(counts.archived * random.between(silenced.from + 0.01, silenced.to - 0.01));

/** Every way of asking, with what it is called in the table. */
export const questions: readonly Question[] = [
  { name: 'the newest', finds: true, ask: () => ({}) },
  { name: 'after an id', finds: true, ask: (place, _, random) => ({ after: `${idIn(place, random)}` }) },
  { name: 'before an id', finds: true, ask: (place, _, random) => ({ before: `${idIn(place, random)}` }) },
  {
    name: 'from a time',
    finds: true,
    ask: (place, { timeOf }, random) => ({ from: iso(timeOf(idIn(place, random))) }),
  },
  { name: 'up to a time', finds: true, ask: (place, { timeOf }, random) => ({ to: iso(timeOf(idIn(place, random))) }) },
  {
    name: 'within any two times',
    finds: true,
    ask(place, { timeOf }, random) {
      const id = idIn(place, random);
      return { from: iso(timeOf(id)), to: iso(timeOf(id + anyLength(random))) };
    },
  },
  {
    name: 'within two times, the page after an id',
    finds: true,
    ask(place, { timeOf }, random) {
      const id = idIn(place, random);
      return { from: iso(timeOf(id - anyLength(random))), to: iso(timeOf(id + anyLength(random))), after: `${id}` };
    },
  },
  {
    name: 'within two times, the page before an id',
    finds: true,
    ask(place, { timeOf }, random) {
      const id = idIn(place, random);
      return { from: iso(timeOf(id - anyLength(random))), to: iso(timeOf(id + anyLength(random))), before: `${id}` };
    },
  },
  {
    name: '200 messages after an id',
    finds: true,
    ask: (place, _, random) => ({ after: `${idIn(place, random)}`, limit: '200' }),
  },
  {
    name: 'where there is nothing',
    finds: false,
    ask(place, { timeOf }, random) {
      const id = idIn(place, random);
      // Before all, between two messages, after all (there is talk meanwhile), and the wrong way round.
      return random.pick([
        { to: iso(timeOf(0)) },
        { from: iso(new Date(timeOf(id).getTime() + 1)), to: iso(new Date(timeOf(id).getTime() + 2)) },
        { from: iso(new Date(Date.now() + 86_400_000)) },
        { from: iso(timeOf(id)), to: iso(timeOf(id - 1_000)) },
        { after: `${Number.MAX_SAFE_INTEGER}` },
      ]);
    },
  },
  {
    name: 'in a room that is full of kept-back messages',
    finds: true,
    ask(_, { timeOf }, random) {
      const id = silencedId(random);
      const always = { from: iso(timeOf(1)), to: iso(timeOf(lastId)) };
      return {
        roomname: silenced.room,
        ...random.pick([
          { after: `${id}` },
          { before: `${id}` },
          { from: iso(timeOf(id)) },
          { to: iso(timeOf(id)) },
          { ...always, after: `${id}` },
          { ...always, before: `${id}` },
        ]),
      };
    },
  },
];
