import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../logging/log.ts';
import type { Session } from '../storage/database.ts';
import type { SendStates } from './bulk.ts';
import type { IndexNames } from './index-definition.ts';
import { type Trouble, troubleOf, writeStates } from './index-writer.ts';
import type { Indices } from './indices.ts';
import { readStates, scanStates } from './message-states.ts';
import { readEntries, removeEntries } from './outbox.ts';
import { openRebuilds } from './rebuilds.ts';
import type { RelayMetrics } from './relay-metrics.ts';

/** What the relay works with. */
export interface RelayOptions {
  readonly names: IndexNames;
  readonly indices: Indices;
  readonly send: SendStates;
  readonly metrics: RelayMetrics;
  readonly log: Log;
  readonly random?: () => number;
}

/** Messages of one request: less than a megabyte, which also an Elasticsearch with a small heap takes. */
const most = 1_000;

/**
 * Milliseconds of rest while nothing changes, between looks for requests to rebuild, and of the first and the longest pause
 * between tries.
 */
const pauses = { idle: 200, look: 1_000, firstRetry: 200, longestRetry: 15_000 };

/** An index on its way. */
interface Build {
  readonly id: number;
  /** The last message that it has. */
  readonly after: number;
  readonly messages: number;
}

/**
 * Brings the index up to what MySQL says, in a loop, and builds it anew where that is asked for or necessary: what the outbox
 * names goes to the old and to the new index meanwhile. Only who has the right to does so; a second one would do no harm, as a
 * message's states have an order.
 * @param isDone asked before each turn; ends the loop
 * @throws Error of mysql2 if MySQL is lost or refuses; the signal's reason once it aborts. Elasticsearch's absence is waited out.
 */
export const relay = async (
  session: Session,
  { names, indices, random = Math.random, ...writer }: RelayOptions,
  { signal, isDone = async () => false }: { readonly signal: AbortSignal; readonly isDone?: () => Promise<boolean> },
): Promise<void> => {
  const { metrics, log } = writer;
  const rebuilds = openRebuilds(session);
  let serves: boolean | undefined;
  let build: Build | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let limit = most;

  /** Looks once whether there is an index, and time and again whether one is asked for; begins to build it. */
  const look = async (): Promise<void> => {
    if (serves === undefined) {
      const found = await indices.look(signal);
      if (!found.current || !(await rebuilds.anyEnded())) await rebuilds.ask('missing');
      serves = found.serves;
    }
    const pending = await rebuilds.pending();
    if (pending && pending.id !== build?.id) {
      build = undefined;
      await indices.begin(signal);
      await rebuilds.begin(pending.id);
      build = { id: pending.id, after: 0, messages: 0 };
      log.info(`The search index is being built (${pending.reason}).`);
    }
    lookedAt = performance.now();
  };

  /** Looks; where no new index can be begun, the old one goes on. */
  const lookIfPossible = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      signal.throwIfAborted();
      const trouble = troubleOf(error);
      if (!serves) throw error;
      lookedAt = performance.now() + pauses.longestRetry;
      metrics.retried(trouble);
      log.warn('A new search index cannot be begun, so the old one goes on; trying again.', {}, error);
    }
  };

  /** Brings what the outbox names to the indices. */
  const relayEntries = async (): Promise<{ readonly trouble?: Trouble; readonly isFull: boolean }> => {
    const entries = await readEntries(session, limit);
    if (entries.length === 0) return { isFull: false };
    const states = await readStates(session, [...new Set(entries.map(({ chatId }) => chatId))]);
    const aliases = [...(serves ? [names.serving] : []), ...(build ? [names.building] : [])];
    const { settled, ...written } = await writeStates(writer, aliases, states, signal);
    await removeEntries(
      session,
      entries.filter(({ chatId }) => settled.has(chatId)),
    );
    return { ...written, isFull: entries.length >= limit };
  };

  /** Brings the next messages of both tables to the new index, which serves when none are left. */
  const buildOn = async ({ id, after, messages }: Build): Promise<Trouble | undefined> => {
    const states = await scanStates(session, after, limit);
    const last = states.at(-1);
    if (last) {
      const { trouble } = await writeStates(writer, [names.building], states, signal);
      // Those that were taken are read again with the others: to send a message twice changes nothing.
      if (trouble) return trouble;
      build = { id, after: last.chatId, messages: messages + states.length };
      await rebuilds.progress(id, build.messages);
      return undefined;
    }
    if (!(await indices.finish(signal))) return 'missing';
    build = undefined;
    serves = true;
    await rebuilds.end(id);
    metrics.rebuilt();
    log.info(`The search index was built of ${messages} messages.`);
    return undefined;
  };

  /** One turn. Without trouble, says whether there is more to do. */
  const turn = async (): Promise<{
    readonly trouble?: Trouble;
    readonly isFull: boolean;
    readonly error?: unknown;
  }> => {
    try {
      if (performance.now() - lookedAt >= pauses.look) await lookIfPossible();
      const relayed = await relayEntries();
      if (!build || relayed.trouble === 'missing') return relayed;
      // What the old index does not take, it being broken perhaps, waits in the outbox for the new one.
      if (relayed.trouble) metrics.retried(relayed.trouble);
      const trouble = await buildOn(build);
      return { isFull: true, ...(trouble && { trouble }) };
    } catch (error) {
      signal.throwIfAborted();
      return { trouble: troubleOf(error), isFull: true, error };
    }
  };

  const rest = (ms: number) => delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());

  let pause: number = pauses.firstRetry;
  while (!(await isDone())) {
    signal.throwIfAborted();
    const { trouble, isFull, error } = await turn();
    if (trouble === undefined) {
      limit = Math.min(most, limit * 2);
      pause = pauses.firstRetry;
      if (!isFull) await rest(pauses.idle);
      continue;
    }
    if (trouble === 'missing') {
      serves = undefined;
      build = undefined;
      lookedAt = Number.NEGATIVE_INFINITY;
    }
    if (pause === pauses.firstRetry)
      log.warn(`The search index does not take changes (${trouble}); trying again.`, {}, error);
    metrics.retried(trouble);
    limit = Math.max(1, Math.floor(limit / 2));
    // Of random length, so that many do not come back at once.
    await rest(random() * pause);
    pause = Math.min(pause * 2, pauses.longestRetry);
  }
};
