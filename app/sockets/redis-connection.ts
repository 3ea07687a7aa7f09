import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Log } from '../logging/log.ts';
import { createReaderWatch } from './redis-reader.ts';
import { watchRedis } from './redis-watch.ts';

/** Milliseconds until Redis is tried again. */
const retryMs = 500;

/** Milliseconds that the end of a connection waits for what Redis has not yet confirmed. */
const lastWordsMs = 500;

/** Milliseconds without a word after which the connection is given up, which otherwise has one every second. */
const longestSilence = 10_000;

/** Most broadcasts that a client gets which it missed. Reading more would hold up everybody else; MySQL tells it by the page. */
const mostMissed = 1_000;

const open = (
  socket: { readonly host: string; readonly port: number; readonly socketTimeout?: number },
  queue: boolean,
) =>
  createClient({
    socket: { ...socket, reconnectStrategy: retryMs, connectTimeout: 2_000 },
    RESP: 2,
    disableOfflineQueue: !queue,
  });

/** This worker's connection to Redis. What Redis cannot do now fails soon, instead of waiting for it. */
export interface RedisConnection {
  /** As socket.io's adapter uses it: no failure of Redis goes unhandled, or waits. */
  readonly client: ReturnType<typeof open>;
  /** Runs a script. @throws Error soon if Redis is away or hangs */
  readonly run: (script: string, keys: string[], args: string[]) => Promise<unknown>;
  /** Calls back with each message of a channel while Redis is there. */
  readonly listen: (channel: string, listener: (message: string) => void) => void;
  /** Whether this worker reaches the others: Redis takes what it writes, and what they write is read. */
  readonly isUp: () => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Connects to Redis, and waits until it answers for the first time. Later it may go and come as it likes.
 * @param options.prefix tells this service's keys from others in the same Redis
 * @throws Error if the signal aborts before that
 */
export const connectRedis = async (
  server: { readonly host: string; readonly port: number },
  { prefix, log, signal }: { readonly prefix: string; readonly log: Log; readonly signal: AbortSignal },
): Promise<RedisConnection> => {
  const { host, port } = server;
  const client = open({ ...server, socketTimeout: longestSilence }, false);
  let away = false;
  client.on('error', (error: unknown) => {
    if (!away) log.error(`Redis at ${host}:${port} does not answer; trying again.`, {}, error);
    away = true;
  });
  client.on('ready', () => {
    log.info(`Redis at ${host}:${port} answers.`);
    away = false;
  });
  const giveUp = () => client.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  await client.connect();
  signal.removeEventListener('abort', giveUp);

  const set = client.set.bind(client);
  const { guard, works } = watchRedis(() => set(`${prefix}:alive`, '', { PX: longestSilence }), { log, signal });
  const { watch, reads } = createReaderWatch();
  /** Lets go what nobody waits for, so that its failure is nobody's. */
  const loose = <A extends unknown[], T>(ask: (...args: A) => Promise<T>, what: string, instead: T) => {
    const guarded = guard(ask);
    return (...args: A) =>
      guarded(...args).catch((error: unknown) => {
        log.warn(`${what} was not sent to Redis.`, {}, error);
        return instead;
      });
  };
  const evaluate = guard(client.eval.bind(client));
  const readRange = guard(client.xRange.bind(client));
  const begin = client.multi.bind(client);
  Object.assign(client, {
    // The adapter reads by these in a loop: they must wait for Redis.
    duplicate: () => watch(open(server, true)),
    xAdd: guard(client.xAdd.bind(client)),
    sendCommand: guard(client.sendCommand.bind(client)),
    publish: loose(client.publish.bind(client), 'A request to the other workers', 0),
    set: loose(set, 'What a client that lost its connection needs to resume', null),
    async xRange(stream: string, from: string, to: string) {
      const entries = await readRange(stream, from, to, { COUNT: mostMissed + 1 });
      if (entries && entries.length > mostMissed) throw new Error(`More than ${mostMissed} broadcasts were missed.`);
      return entries;
    },
    multi() {
      const steps = begin();
      const execute = guard(steps.exec.bind(steps));
      // Unlike single commands these would wait for a lost connection.
      return Object.assign(steps, {
        exec: () => (client.isReady ? execute() : Promise.reject(new Error('Redis is away.'))),
      });
    },
  });

  const listeners: ReturnType<typeof open>[] = [];
  return {
    client,
    run: (script, keys, args) => evaluate(script, { keys, arguments: args }),
    listen(channel, listener) {
      const ear = open(server, true);
      listeners.push(ear);
      // What goes wrong the other connection tells.
      ear.on('error', () => {});
      const begun = ear.connect().then(() => ear.subscribe(channel, listener));
      begun.catch((error: unknown) => log.warn(`Nothing is heard of ${channel}.`, {}, error));
    },
    isUp: () => client.isReady && works() && reads(),
    async close() {
      // Clients that this worker has just disconnected resume by what is written last.
      await Promise.race([client.close().catch(() => {}), delay(lastWordsMs)]);
      for (const one of [client, ...listeners]) one.destroy();
    },
  };
};
