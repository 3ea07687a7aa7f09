import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { register } from '../../metrics/prom-client.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { newsAge, type Occupant, type OpenPresenceStore, type Reading } from './presence-store.ts';
import { enterScript, leaveScript, readScript, renewScript, roomKeys } from './scripts.ts';

/** All that presence needs of Redis. */
export interface PresenceRedis {
  /** Runs a script. @throws Error soon if Redis is away or hangs */
  readonly run: (script: string, keys: string[], args: string[]) => Promise<unknown>;
  /** Calls back with each message of a channel, for as long as the connection stands, and again when it is back. */
  readonly listen: (channel: string, listener: (message: string) => void) => void;
}

/** How long people stay without a sign of their worker. */
export interface Lease {
  /** Milliseconds. */
  readonly lasting: number;
  /** Milliseconds between two signs of a worker; of others too before one ends leases that have run out. */
  readonly renewal: number;
}

/**
 * A worker may miss two signs and its people stay; one that died is noticed by the next sign of another. With the longest pause
 * between two announcements that is 14.5 s, so that no ghost stays longer than 15.
 */
export const usualLease: Lease = { lasting: 9_000, renewal: 2_500 };

/** People whose leases are renewed in one step, so that no step holds Redis up. */
const chunk = 500;

const whole = z.coerce.number().int();

const json = z.string().transform((text): unknown => JSON.parse(text));

const seat = z.object({
  room: z.string(),
  nickName: z.string(),
  userId: z.number(),
  userImage: z.string(),
  userMbti: z.string(),
  sid: z.string(),
});

const change = z.object({ version: z.number(), kind: z.enum(['joined', 'left']), who: seat });

/** What {@link readScript} gives. */
const readReply = z.tuple([whole, whole, whole, z.array(json.pipe(seat)), z.array(json.pipe(change))]).transform(
  ([now, version, count, people, changes]): Reading => ({
    version,
    count,
    people,
    changes: changes.filter((change) => change.version >= now - newsAge),
  }),
);

/** What {@link renewScript} gives. */
const renewReply = z.tuple([whole, whole, whole, whole]).rest(whole);

const chunksOf = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.max(Math.ceil(list.length / chunk), 1) }, (_, i) => list.slice(i * chunk, (i + 1) * chunk));

/**
 * Keeps people in Redis for workers of all machines. Each person is there by a lease that its worker renews, and that ends by
 * Redis' clock: whatever becomes of a worker or a message, Redis is right again when the leases have run out or been renewed.
 * @param options.prefix tells this service's keys from others in the same Redis
 */
export const openRedisStore = (
  redis: PresenceRedis,
  options: {
    readonly prefix: string;
    readonly lease: Lease;
    readonly rooms: readonly string[];
    readonly telemetry: Telemetry;
    readonly log: Log;
  },
): OpenPresenceStore => {
  const { prefix, lease, rooms, telemetry, log } = options;
  /** Milliseconds of signs without a break before leases are ended: each worker has given two. */
  const calm = 2 * lease.renewal;
  const worker = randomUUID();
  const channel = `${prefix}:presence`;
  const counts = register(telemetry.registry, chatMetrics.people, 'max');
  const expired = register(telemetry.registry, chatMetrics.presenceExpired);

  const run = (script: string, room: string, args: readonly (string | number)[]) =>
    redis.run(script, roomKeys(prefix, room), [channel, room, worker, ...args.map(String)]);
  const enter = async (who: Occupant, news: boolean) =>
    whole.parse(await run(enterScript, who.room, [who.userId, JSON.stringify(who), lease.lasting, news ? 1 : 0]));

  return ({ people, onChange }) => {
    const end = new AbortController();
    const known = new Map<string, number>();
    /** Whether Redis failed last; unknown at first. */
    let away: boolean | undefined;

    const renew = async (room: string): Promise<void> => {
      let unfinished = false;
      for (const some of chunksOf(people(room))) {
        const ids = some.map(({ userId }) => userId);
        const reply = await run(renewScript, room, [lease.lasting, calm, ...ids]);
        const [version, count, gone, more, ...missing] = renewReply.parse(reply);
        unfinished = more === 1;
        expired.add({}, gone);
        counts.set({ room }, count);
        if (version !== known.get(room)) onChange(room);
        // Those whom Redis could not take when they came, or has forgotten; some may have left meanwhile.
        const forgotten = new Set(missing);
        const back = people(room).filter(({ userId }) => forgotten.has(userId));
        await Promise.all(back.map((who) => enter(who, false)));
      }
      if (unfinished) await renew(room);
    };

    const renewAll = async (): Promise<void> => {
      const results = await Promise.allSettled(rooms.map(renew));
      const failure = results.find((one) => one.status === 'rejected');
      if (failure) for (const room of rooms) counts.set({ room }, people(room).length);
      const wasAway = away;
      away = failure !== undefined;
      if (away === wasAway) return;
      if (failure)
        log.warn('Redis does not tell who is in the rooms: people see those of their own worker.', {}, failure.reason);
      else if (wasAway) log.info('Redis tells who is in the rooms.');
      for (const room of rooms) onChange(room);
    };

    const work = async () => {
      while (!end.signal.aborted) {
        await renewAll();
        // The signal ends the pause early, which is no failure.
        await delay(lease.renewal, undefined, { signal: end.signal, ref: false }).catch(() => {});
      }
    };
    redis.listen(channel, onChange);
    void work();

    return {
      enter: (who) => enter(who, true),
      async leave(room, userId) {
        await run(leaveScript, room, [userId]);
      },
      async read(room) {
        const reading = readReply.parse(await run(readScript, room, []));
        known.set(room, reading.version);
        counts.set({ room }, reading.count);
        return reading;
      },
      // People of a worker that stops in order have the time of a lease to come back to another: their rooms do not see them go.
      close: () => end.abort(),
    };
  };
};
