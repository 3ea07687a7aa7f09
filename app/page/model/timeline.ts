import type { Message } from './message.ts';

/** The stretch of a room's messages that the page holds: in the order of their ids, each once, without holes. */
export interface Timeline {
  readonly messages: () => readonly Message[];
  /** Whether there is nothing newer, or older, than what is held. */
  readonly atNewest: () => boolean;
  readonly atOldest: () => boolean;
  /** Holds nothing from now on but what is being said. */
  readonly clear: () => void;
  /** Takes the page of the newest messages, beside what was said since {@link Timeline.clear}. */
  readonly fill: (page: readonly Message[], atOldest: boolean) => void;
  /**
   * Takes a message that was just said; one that would leave a hole is left to paging.
   * @param readingBack whether what would be let go for it is being read: then the message is left to paging too
   * @returns whether it is new and now held
   */
  readonly say: (message: Message, readingBack: boolean) => boolean;
  /** Takes the page before the first message, and lets go of the newest ones beyond the limit. */
  readonly addOlder: (page: readonly Message[], atOldest: boolean) => void;
  /** Takes the page after the last message, and lets go of the oldest ones beyond the limit. */
  readonly addNewer: (page: readonly Message[], atNewest: boolean) => void;
  /**
   * Takes what lies between two ids, read anew. What was held of it before the reading began (`known`) and is missing now
   * was removed.
   */
  readonly mend: (stretch: Stretch, known: ReadonlySet<number>, page: readonly Message[]) => void;
  /** @returns whether it was held */
  readonly remove: (chatId: number) => boolean;
}

/** Ids between which all was read: `after` is not among them, `upTo` is. */
interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

const byId = (a: Message, b: Message): number => a.chatId - b.chatId;

/** @param limit messages held at most: what a page shows stays small, however long one reads back */
export const createTimeline = (limit: number): Timeline => {
  let messages: readonly Message[] = [];
  let newest = true;
  let oldest = false;
  /** What is gone stays gone, though a page that was read before brings it. */
  const removed = new Set<number>();

  const merge = (page: readonly Message[]): Message[] => {
    const all = new Map(messages.map((message) => [message.chatId, message]));
    for (const message of page) if (!removed.has(message.chatId)) all.set(message.chatId, message);
    return [...all.values()].sort(byId);
  };
  const keepNewest = (all: Message[]): void => {
    if (all.length > limit) oldest = false;
    messages = all.slice(-limit);
  };
  const firstId = (): number => messages[0]?.chatId ?? 0;

  return {
    messages: () => messages,
    atNewest: () => newest,
    atOldest: () => oldest,
    clear() {
      messages = [];
      newest = true;
      oldest = false;
    },
    fill(page, atOldest) {
      const first = page[0]?.chatId ?? 0;
      messages = messages.filter(({ chatId }) => atOldest || chatId > first);
      oldest = atOldest;
      keepNewest(merge(page));
    },
    say(message, readingBack) {
      const held = messages.some(({ chatId }) => chatId === message.chatId);
      const hole = message.chatId < firstId() && !oldest;
      if (held || hole || !newest || removed.has(message.chatId)) return false;
      newest = !(readingBack && messages.length >= limit);
      if (newest) keepNewest(merge([message]));
      return newest;
    },
    addOlder(page, atOldest) {
      oldest = atOldest;
      const all = merge(page);
      if (all.length > limit) newest = false;
      messages = all.slice(0, limit);
    },
    addNewer(page, atNewest) {
      newest = atNewest;
      keepNewest(merge(page));
    },
    mend({ after, upTo }, known, page) {
      const found = new Set(page.map(({ chatId }) => chatId));
      const missing = (id: number) => id > after && id <= upTo && known.has(id) && !found.has(id);
      messages = messages.filter(({ chatId }) => !missing(chatId));
      keepNewest(merge(page));
    },
    remove(chatId) {
      const held = messages.length;
      removed.add(chatId);
      messages = messages.filter((message) => message.chatId !== chatId);
      return messages.length < held;
    },
  };
};
