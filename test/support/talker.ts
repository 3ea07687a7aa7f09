import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { TestApp } from './start-app.ts';

/** A client that behaves as a good one does: it sends again, under the same id, what was not acknowledged, and asks for what it missed. */
export interface Talker {
  /** Texts that the service has acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** What it has heard or asked for, by the ids of the messages. */
  readonly known: ReadonlyMap<number, string>;
  /** Says no more; resolves once what it last sent is acknowledged. */
  fallSilent(): Promise<void>;
  /** Asks for what it may have missed, and leaves. */
  leave(): Promise<void>;
}

/** Milliseconds between an acknowledgement and the next message. */
const pause = 700;

/** Milliseconds until a message without acknowledgement is sent again. */
const patience = 2_000;

/** Ids become visible a little out of order: who lost the connection asks from what it knew so many milliseconds before. */
const overlap = 5_000;

interface Page {
  readonly chatlogs: readonly { readonly chat_id: number; readonly message: string }[];
}

/** Joins a room and talks until told to finish. It reconnects as socket.io's client does by itself. */
export const startTalker = async (app: TestApp, { name, room }: { name: string; room: string }): Promise<Talker> => {
  const known = new Map<number, string>();
  const arrivals: { readonly at: number; readonly id: number }[] = [];
  const acknowledged = new Set<string>();
  const socket = io(app.url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: await app.token({ name }) },
  });
  const hear = (id: number, text: string) => {
    known.set(id, text);
    arrivals.push({ at: performance.now(), id });
  };
  /** The highest id known `overlap` ago. */
  const horizon = () => {
    const until = performance.now() - overlap;
    return arrivals.reduce((highest, { at, id }) => (at < until ? Math.max(highest, id) : highest), 0);
  };
  const catchUp = async (from: number) => {
    for (let after = from; ; ) {
      const page = await fetch(`${app.url}/chat/chatlog?roomname=${room}&after=${after}&limit=200`)
        .then(async (response) => (await response.json()) as Page)
        .catch(() => delay(200));
      if (page === undefined) continue;
      for (const { chat_id, message } of page.chatlogs) hear(chat_id, message);
      const last = page.chatlogs.at(-1);
      if (last === undefined) return;
      after = last.chat_id;
    }
  };

  // Whoever comes in reads what was said.
  let missedFrom: number | undefined = 0;
  socket.on('disconnect', () => {
    missedFrom = Math.min(missedFrom ?? Number.POSITIVE_INFINITY, horizon());
  });
  socket.on('receive_message', (...[, , , text, , , id]: unknown[]) => hear(Number(id), String(text)));
  socket.on('connect', async () => {
    // Whoever is cut off before the answer comes here again.
    if (
      await socket
        .timeout(patience)
        .emitWithAck('join_room', room)
        .catch(() => undefined)
    ) {
      if (missedFrom === undefined) return;
      const from = missedFrom;
      missedFrom = undefined;
      await catchUp(from);
    } else socket.disconnect().connect();
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));

  let talking = true;
  const talk = async () => {
    for (let count = 1; talking; count++) {
      const text = `${name} says ${count}`;
      const id = randomUUID();
      for (;;) {
        const reply: unknown = await socket
          .timeout(patience)
          .emitWithAck('send_message', room, name, 1, text, null, null, id)
          .catch(() => undefined);
        if (typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === true) break;
        await delay(100);
      }
      acknowledged.add(text);
      await delay(pause);
    }
  };
  const over = talk();
  return {
    acknowledged,
    known,
    async fallSilent() {
      talking = false;
      await over;
    },
    async leave() {
      await catchUp(missedFrom ?? horizon());
      socket.disconnect();
    },
  };
};
