import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { searches, swearing, talk } from './corpus.ts';
import { createWelcome, type Guest } from './guest.ts';
import type { Random } from './random.ts';
import type { Tally } from './tally.ts';

/** Where people chat. */
export interface Venue {
  readonly url: string;
  readonly rooms: readonly string[];
}

/** Milliseconds between two things that a person does: a few seconds, as one types. */
const pace = { shortest: 1_500, longest: 8_000 };

/** Milliseconds between two tries to become a guest. */
const knocking = { shortest: 500, longest: 3_000 };

/** Milliseconds that a person stays away. */
const absence = { shortest: 3_000, longest: 20_000 };

/** Milliseconds after which a person counts an answer as missing. */
const patience = 5_000;

/** Shares of what a person does next; the rest is talk. One message in twenty swears, so that moderation has work. */
const habits = { swear: 0.05, search: 0.05, read: 0.07, leave: 0.03 };

type Visit = { readonly socket: Socket; readonly room: string; readonly userId: number };

/** Milliseconds between tries to come back, with chance in them, so that not all come back in the same moment. */
const reconnect = { reconnectionDelay: 500, reconnectionDelayMax: 5_000, randomizationFactor: 0.8 };

/** Lives one person's life until the signal aborts: comes, talks, swears, searches, reads, leaves, and comes back. */
export const livePerson = async (
  venue: Venue,
  person: { readonly nick: string; readonly random: Random },
  tally: Tally,
  signal: AbortSignal,
): Promise<void> => {
  const { nick, random } = person;
  const pause = ({ shortest, longest }: typeof pace) => delay(random.between(shortest, longest), undefined, { signal });

  /** Counts a failure, whatever its kind; the person tries something else next. */
  const attempt = async (work: () => Promise<boolean>): Promise<boolean> => {
    const done = await work().catch(() => false);
    if (!done && !signal.aborted) tally.failed += 1;
    return done;
  };

  const enter = (room: string, { userId, token }: Guest): Visit => {
    const socket = io(venue.url, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token },
      ...reconnect,
    });
    let visits = 0;
    socket.on('connect', () => {
      tally.here += 1;
      visits += 1;
      if (visits > 1) tally.returned += 1;
      socket.emit('join_room', room);
      socket.emit('join_chat', room, nick, userId);
    });
    socket.on('disconnect', () => {
      tally.here -= 1;
    });
    socket.on('connect_error', (error) => {
      // Else it tries again by itself.
      if (socket.active) return;
      tally.failed += 1;
      if (Reflect.get(Object(Reflect.get(error, 'data')), 'code') === 'unauthorized') welcome.forget();
    });
    socket.on('receive_message', () => {
      tally.heard += 1;
    });
    return { socket, room, userId };
  };

  const leave = ({ socket, room, userId }: Visit) => {
    socket.emit('user_left', room, nick, userId);
    socket.emit('left_room', room);
    socket.disconnect();
  };

  const say = async ({ socket, room, userId }: Visit, text: string) => {
    const reply: unknown = await socket.timeout(patience).emitWithAck('send_message', room, nick, userId, text);
    const says = (key: string) => (typeof reply === 'object' && reply !== null ? Reflect.get(reply, key) : undefined);
    if (says('ok') === true) tally.said += 1;
    else if (says('code') === 'blocked') tally.blocked += 1;
    else return false;
    return true;
  };

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${venue.url}${path}`, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });

  const request = async (path: string, init?: RequestInit) => {
    const response = await ask(path, init);
    await response.body?.cancel();
    return response.ok;
  };

  const welcome = createWelcome(nick, ask);

  /** Comes to a room; waits until the service takes the person as a guest. */
  const come = async (): Promise<Visit> => {
    let guest: Guest | undefined;
    const knock = async () => {
      guest = await welcome.become();
      return true;
    };
    while (guest === undefined) if (!(await attempt(knock))) await pause(knocking);
    return enter(random.pick(venue.rooms), guest);
  };

  const search = () =>
    request(`/board/${random.pick(['search', 'likesearch', 'fulltextsearch'])}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ keyword: random.pick(searches), fallback: 'mysql' }),
    });

  /** Does one thing. @returns whether the person stays */
  const act = async (visit: Visit): Promise<boolean> => {
    let chance = random.next();
    const turn = (share: number) => {
      chance -= share;
      return chance < 0;
    };
    if (turn(habits.leave)) return false;
    // Words said into a lost connection would all arrive at once later.
    if (!visit.socket.connected) return visit.socket.active;
    if (turn(habits.search)) tally.searched += (await attempt(search)) ? 1 : 0;
    else if (turn(habits.read)) {
      const path = `/chat/chatlog?roomname=${encodeURIComponent(visit.room)}`;
      tally.read += (await attempt(() => request(path))) ? 1 : 0;
    } else {
      const text = random.pick(turn(habits.swear) ? swearing : talk);
      await attempt(() => say(visit, text));
    }
    return true;
  };

  while (!signal.aborted) {
    const visit = await come();
    try {
      do await pause(pace);
      while (await act(visit));
    } finally {
      leave(visit);
    }
    await pause(absence);
    tally.returned += 1;
  }
};
