import { createArrivals } from '../model/arrivals.ts';
import { fromRow, type Message } from '../model/message.ts';
import { retryDelay } from '../model/retry-delay.ts';
import { createTimeline } from '../model/timeline.ts';
import type { Service } from './service.ts';

/** Messages: of a page while one reads back, of one while catching up, and at most held. */
const size = { page: 50, catchUp: 200, held: 400 };

/** Messages before the last one that are read again after a loss: some of them may have been removed meanwhile. */
const overlap = 50;

/** Pages after which catching up gives way to starting anew at the newest messages, from where one can read back. */
const mostPages = 3;

/** The messages of the room that is open. */
export interface RoomFeed {
  readonly room: string;
  readonly messages: () => readonly Message[];
  readonly atNewest: () => boolean;
  readonly atOldest: () => boolean;
  readonly state: () => 'loading' | 'ready' | 'failed';
  /** Takes a message that was just said. `readingBack`: the oldest held are being looked at. */
  readonly say: (message: Message, readingBack: boolean) => void;
  readonly remove: (chatId: number) => boolean;
  /** Reads the newest messages in place of all that is held. */
  readonly restart: () => Promise<void>;
  readonly older: () => Promise<void>;
  readonly newer: () => Promise<void>;
  /** Reads what was missed while there was no connection; goes on until it has it. */
  readonly catchUp: () => Promise<void>;
  /** Lets go of the room. */
  readonly end: () => void;
}

/** Opens a room's messages; nothing is read yet. */
export const openRoomFeed = (
  room: string,
  { service, onChange }: { readonly service: Service; readonly onChange: () => void },
): RoomFeed => {
  const timeline = createTimeline(size.held);
  const arrivals = createArrivals();
  const closed = new AbortController();
  let state: ReturnType<RoomFeed['state']> = 'loading';
  let reading = Promise.resolve();
  /** From which id on something may be missing, and since how many losses. */
  let owed: number | undefined;
  let losses = 0;

  const note = (messages: readonly Message[]): void => {
    const highest = messages.at(-1)?.chatId;
    if (highest !== undefined) arrivals.note(highest, performance.now());
  };
  const history = async (query: Parameters<Service['history']>[1]): Promise<Message[]> => {
    const messages = (await service.history(room, query, closed.signal)).map(fromRow);
    closed.signal.throwIfAborted();
    return messages;
  };
  /** One reading after the other; what fails shows, and can be tried again. */
  const read = (work: () => Promise<void>): Promise<void> => {
    const run = async (): Promise<void> => {
      state = 'loading';
      onChange();
      await work();
      state = 'ready';
    };
    reading = reading
      .then(run)
      .catch(() => {
        state = 'failed';
      })
      .then(() => {
        if (!closed.signal.aborted) onChange();
      });
    return reading;
  };

  const restart = async (): Promise<void> => {
    timeline.clear();
    onChange();
    const page = await history({ limit: size.page });
    timeline.fill(page, page.length < size.page);
    note(page);
  };
  /** The id from which on messages are read again, so that what was removed of the last ones shows. */
  const overlapStart = (): number => {
    const held = timeline.messages();
    if (held.length < overlap && timeline.atOldest()) return 0;
    return ((held.at(-overlap) ?? held[0])?.chatId ?? 1) - 1;
  };
  const mendFrom = async (start: number): Promise<void> => {
    let after = start;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const known = new Set(timeline.messages().map(({ chatId }) => chatId));
      const page = await history({ after, limit: size.catchUp });
      const last = page.at(-1)?.chatId;
      const more = page.length === size.catchUp && last !== undefined;
      timeline.mend({ after, upTo: more ? last : Number.POSITIVE_INFINITY }, known, page);
      note(page);
      if (!more) return;
      after = last;
    }
    await restart();
  };
  /** Goes on until nothing is owed. What failed is tried again later, as the connection may just be coming back. */
  const settle = async (): Promise<void> => {
    for (let failures = 0; owed !== undefined; failures += 1) {
      const lossesBefore = losses;
      const done = await mendFrom(owed).then(
        () => true,
        () => false,
      );
      if (closed.signal.aborted) return;
      if (done && losses === lossesBefore) owed = undefined;
      onChange();
      if (!done) await new Promise((resolve) => setTimeout(resolve, retryDelay(failures, Math.random)));
    }
  };

  return {
    room,
    messages: timeline.messages,
    atNewest: timeline.atNewest,
    atOldest: timeline.atOldest,
    state: () => state,
    say(message, readingBack) {
      if (timeline.say(message, readingBack)) note([message]);
    },
    remove: timeline.remove,
    restart: () => read(restart),
    async older() {
      if (state === 'loading') return;
      await read(async () => {
        const before = timeline.messages()[0]?.chatId;
        if (before === undefined) return restart();
        const page = await history({ before, limit: size.page });
        timeline.addOlder(page, page.length < size.page);
      });
    },
    async newer() {
      if (state === 'loading') return;
      await read(async () => {
        const after = timeline.messages().at(-1)?.chatId;
        if (after === undefined) return restart();
        const page = await history({ after, limit: size.page });
        timeline.addNewer(page, page.length < size.page);
        // From now on what is said is heard again; what was said since the page was read is not yet here.
        if (timeline.atNewest()) await mendFrom(overlapStart());
      });
    },
    async catchUp() {
      if (!timeline.atNewest()) return;
      if (timeline.messages().length === 0) return read(restart);
      losses += 1;
      const start = overlapStart();
      const settling = owed !== undefined;
      owed = Math.min(owed ?? start, start, arrivals.safeId() ?? start);
      if (!settling) await settle();
    },
    end: () => closed.abort(),
  };
};
