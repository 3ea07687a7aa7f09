/** A message that the service has not taken yet. */
export interface Unsent {
  /** By this the service tells a message that it gets twice. */
  readonly messageId: string;
  readonly room: string;
  readonly text: string;
  /**
   * A `failed` one goes out again when asked to and after the next connect; an `unsure` one, which another session may have
   * brought there, only when asked to; `blocked` and `invalid` ones never.
   */
  readonly state: 'sending' | 'failed' | 'unsure' | 'blocked' | 'invalid';
}

/** What the service answers to an event; `chatId` to a message. */
export type Reply =
  | { readonly ok: true; readonly chatId?: number }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

/** The messages on their way, in the order in which they were written. */
export interface UnsentQueue {
  readonly of: (room: string) => readonly Unsent[];
  /** The room was told such a message of this person: the one under way has arrived, though its answer is still to come. */
  readonly heard: (room: string, text: string) => void;
  readonly add: (room: string, text: string) => void;
  readonly retry: (messageId: string) => void;
  readonly dismiss: (messageId: string) => void;
  /** Sends what waits; after a connect. */
  readonly resume: () => void;
  /** The session is over: under the next one, what may have arrived already would not be known as sent twice. */
  readonly endSession: () => void;
  /** Forgets all. */
  readonly clear: () => void;
}

/** What the queue needs of its surroundings. */
interface Surroundings {
  /** @throws anything if no answer came, be it lost or late */
  readonly send: (message: Unsent) => Promise<Reply>;
  readonly connected: () => boolean;
  readonly createId: () => string;
  readonly wait: (ms: number) => Promise<void>;
  readonly onChange: () => void;
  readonly onStored: (message: Unsent, chatId: number) => void;
  /** The service takes no more from this person or address for so many milliseconds; 0 once it is over. */
  readonly onPause: (ms: number) => void;
}

/** Milliseconds to wait where the service says "too many" without saying how long. */
const usualPause = 2_000;

/** Sends messages one after the other, so that they arrive in the order in which they were written. */
export const createUnsentQueue = (around: Surroundings): UnsentQueue => {
  let queue: readonly Unsent[] = [];
  const tried = new Set<string>();
  let underWay: Unsent | undefined;
  let heard: Unsent | undefined;
  let working = false;

  const change = (next: readonly Unsent[]): void => {
    queue = next;
    around.onChange();
  };
  const set = (messageId: string, state: Unsent['state']): void =>
    change(queue.map((one) => (one.messageId === messageId ? { ...one, state } : one)));
  const drop = (messageId: string): void => {
    tried.delete(messageId);
    change(queue.filter((one) => one.messageId !== messageId));
  };

  const attempt = async (message: Unsent): Promise<void> => {
    underWay = message;
    tried.add(message.messageId);
    const reply = await around.send(message).catch(() => undefined);
    underWay = undefined;
    heard = undefined;
    if (reply === undefined) {
      // Lost with the connection, it goes out again by itself; without an answer on a good one, when asked to.
      if (around.connected()) set(message.messageId, 'failed');
    } else if (reply.ok) {
      if (reply.chatId !== undefined) around.onStored(message, reply.chatId);
      drop(message.messageId);
    } else if (reply.code === 'too_many') {
      const pause = reply.retryAfterMs ?? usualPause;
      around.onPause(pause);
      await around.wait(pause);
      around.onPause(0);
    } else {
      set(message.messageId, reply.code === 'blocked' || reply.code === 'invalid' ? reply.code : 'failed');
    }
  };

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (;;) {
      const next = queue.find(({ state }) => state === 'sending');
      if (next === undefined || !around.connected()) break;
      await attempt(next);
    }
    working = false;
  };

  return {
    of: (room) => queue.filter((one) => one.room === room && one.messageId !== heard?.messageId),
    heard(room, text) {
      if (underWay?.room === room && underWay.text === text) heard = underWay;
    },
    add(room, text) {
      change([...queue, { messageId: around.createId(), room, text, state: 'sending' }]);
      void work();
    },
    retry(messageId) {
      set(messageId, 'sending');
      void work();
    },
    dismiss: drop,
    resume() {
      change(queue.map((one) => (one.state === 'failed' ? { ...one, state: 'sending' } : one)));
      void work();
    },
    clear() {
      tried.clear();
      change([]);
    },
    endSession() {
      const open = ({ state }: Unsent): boolean => state === 'sending' || state === 'failed';
      change(queue.map((one) => (open(one) && tried.has(one.messageId) ? { ...one, state: 'unsure' } : one)));
    },
  };
};
