import type { Random } from '../../lab/people/random.ts';
import { type Archive, heardRooms } from './archive.ts';
import { type Place, places, type Question, questions } from './questions.ts';

/** People who read at the same time, each one request after the other. */
export const readers = 4;

/** Requests of each kind in a round, at each place. */
const timesEach = 150;

/** How long an answer took, and to what. */
export interface Timing {
  readonly name: string;
  readonly place: Place;
  readonly ms: number;
}

/** Asks the service one question and waits for the whole answer. @throws Error if it is not the answer that it has to be */
const ask = async (url: string, { name, finds, ask }: Question, place: Place, archive: Archive, random: Random) => {
  const query = new URLSearchParams({ roomname: random.pick(heardRooms), ...ask(place, archive, random) });
  const sentAt = performance.now();
  const response = await fetch(`${url}/chat/chatlog?${query}`);
  const text = await response.text();
  const ms = performance.now() - sentAt;
  if (response.status !== 200 || finds === text.endsWith('"chatlogs":[]}')) {
    throw new Error(`GET /chat/chatlog?${query} was answered with ${response.status}: ${text.slice(0, 200)}`);
  }
  return { name, place, ms };
};

/** All questions at all places, in an order of chance, by several readers at once. */
export const readAll = async (url: string, archive: Archive, random: Random): Promise<Timing[]> => {
  const asked = questions
    .flatMap((question) => places.flatMap((place) => Array.from({ length: timesEach }, () => ({ question, place }))))
    .map((one) => ({ ...one, order: random.next() }))
    .sort((a, b) => a.order - b.order);
  const timings: Timing[] = [];
  const read = async () => {
    for (let next = asked.pop(); next; next = asked.pop()) {
      timings.push(await ask(url, next.question, next.place, archive, random));
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return timings;
};
