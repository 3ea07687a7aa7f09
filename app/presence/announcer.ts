import type { Change, Reading } from './presence-store.ts';

/** Tells the people of this worker who is in their room. */
export interface Announcer {
  /** Somebody came or left, perhaps. */
  readonly changed: (room: string) => void;
  /** Who is in a room, as this worker last told or now reads. */
  readonly reading: (room: string) => Promise<Reading>;
  readonly close: () => void;
}

/**
 * Packets that one worker may send to the sockets of one room in a second. What is told goes to everybody, so telling each
 * change would grow with the square of the room: the more are there, the more changes are told at once.
 */
const packetsPerSecond = 250;

/** Milliseconds between two announcements in a room: a person alone need not wait, and thousands should not for long. */
const pause = { least: 50, most: 3_000 };

/** @returns milliseconds until the next announcement after one of so many packets to so many sockets */
export const pauseAfter = (sockets: number, packets: number): number =>
  Math.min(Math.max((1e3 * sockets * packets) / packetsPerSecond, pause.least), pause.most);

/** Most changes that an announcement names in a small room. */
const mostNews = 3;

/** Sockets up to which each further change may be named. */
const socketsPerNews = 25;

/** The latest changes that have not been told, the oldest first: the last of each person, and fewer where many listen. */
export const selectNews = (changes: readonly Change[], told: number, sockets: number): readonly Change[] => {
  const latest = new Map<number, Change>();
  for (const change of changes) {
    if (change.version > told && !latest.has(change.who.userId)) latest.set(change.who.userId, change);
  }
  const most = Math.max(mostNews - Math.floor(sockets / socketsPerNews), 1);
  return [...latest.values()].slice(0, most).reverse();
};

interface State {
  /** Whether something may have changed since it was last read. */
  stale: boolean;
  running: boolean;
  /** Version that was told last. */
  told: number;
  reading: Promise<Reading> | undefined;
}

/**
 * Reads and tells each room at its pace, and only while something changes and somebody listens.
 * @param options.audience sockets of this worker in a room
 * @param options.read must not fail
 * @param options.wait lets milliseconds pass, fewer when the signal aborts; must not fail
 */
export const createAnnouncer = (options: {
  readonly audience: (room: string) => number;
  readonly read: (room: string) => Promise<Reading>;
  readonly tell: (room: string, reading: Reading, news: readonly Change[]) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}): Announcer => {
  const { audience, read, tell, wait } = options;
  const states = new Map<string, State>();
  const end = new AbortController();

  const stateOf = (room: string): State => {
    const state = states.get(room) ?? { stale: false, running: false, told: 0, reading: undefined };
    states.set(room, state);
    return state;
  };

  /** @returns milliseconds until the next */
  const announce = async (room: string, state: State): Promise<number> => {
    state.stale = false;
    state.reading = read(room);
    const reading = await state.reading;
    if (reading.version === state.told) return 0;
    const sockets = audience(room);
    const news = selectNews(reading.changes, state.told, sockets);
    state.told = reading.version;
    tell(room, reading, news);
    return pauseAfter(sockets, 1 + news.length);
  };

  const run = async (room: string, state: State): Promise<void> => {
    state.running = true;
    while (state.stale && audience(room) > 0 && !end.signal.aborted) {
      await wait(await announce(room, state), end.signal);
    }
    state.running = false;
  };

  return {
    changed(room) {
      const state = stateOf(room);
      state.stale = true;
      if (!state.running) void run(room, state);
    },
    reading(room) {
      const state = stateOf(room);
      // While nobody listens nothing is read, so that what was read last may be old.
      if (state.reading === undefined || (state.stale && !state.running)) {
        state.stale = false;
        state.reading = read(room);
      }
      return state.reading;
    },
    close: () => end.abort(),
  };
};
