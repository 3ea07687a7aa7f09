import type { z } from 'zod';
import { register } from '../../metrics/prom-client.ts';
import type { TakeEvent } from '../limits/gates.ts';
import type { LogValues } from '../logging/fields.ts';
import type { Log } from '../logging/log.ts';
import { inRequest, requestIdsFrom } from '../logging/request-context.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ChatSocket, Reply } from './chat-socket.ts';
import type { ClientEvent } from './protocol.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'requestId'> : never;

/** What the log says of an event's room. */
const subjectOf = ([room]: readonly unknown[]): LogValues => (typeof room === 'string' ? { 'labels.room': room } : {});

/** What an event came to, before it has its request id. */
export type Result = WithoutId<Reply>;

/** One event that clients may send. */
export interface EventHandler {
  /** Why the arguments are refused, or the work to do for them. `arrivedAt` is by `performance.now()`. */
  readonly accept: (
    socket: ChatSocket,
    args: readonly unknown[],
    arrivedAt: number,
  ) => string | (() => Promise<Result>);
  /** Told when an event was not carried out. */
  readonly onRefused?: (args: readonly unknown[], outcome: 'invalid' | 'limited' | 'failed') => void;
}

/** Joins the check of an event's arguments to the work that takes them. */
export const onEvent = <S extends z.ZodType>(
  schema: S,
  work: (socket: ChatSocket, args: z.output<S>, arrivedAt: number) => Promise<Result>,
  onRefused?: EventHandler['onRefused'],
): EventHandler => ({
  accept(socket, args, arrivedAt) {
    const parsed = schema.safeParse(args);
    if (parsed.success) return () => work(socket, parsed.data, arrivedAt);
    return parsed.error.issues[0]?.message ?? 'the arguments are not as they should be';
  },
  ...(onRefused && { onRefused }),
});

const tooMany = (waitMs: number): Result => ({
  ok: false,
  code: 'too_many',
  message: `too much at once; try again in ${Math.ceil(waitMs / 1e3)} s`,
  retryAfterMs: waitMs,
});

/** Carries out clients' events. */
export interface Dispatch {
  readonly attach: (socket: ChatSocket) => void;
  /** Refuses events from now on, and waits for those under way, for at most `withinMs` milliseconds. */
  readonly drain: (withinMs: number) => Promise<void>;
}

/** Checks each event of a socket, carries it out, acknowledges, counts and logs it. Nothing a client sends gets past it. */
export const createDispatch = (
  handlers: Readonly<Record<ClientEvent, EventHandler>>,
  options: {
    readonly limit: (socket: ChatSocket) => TakeEvent;
    readonly telemetry: Telemetry;
    readonly log: Log;
  },
): Dispatch => {
  const { limit, telemetry, log } = options;
  const events = register(telemetry.registry, chatMetrics.events);
  const known = new Map<string, readonly [ClientEvent, EventHandler]>(
    (Object.keys(handlers) as ClientEvent[]).map((name) => [name, [name, handlers[name]]]),
  );
  const underWay = new Set<Promise<void>>();
  let draining = false;

  /** Checks and works; whatever goes wrong becomes a result. */
  const perform = async (
    socket: ChatSocket,
    handler: EventHandler | undefined,
    args: readonly unknown[],
    arrivedAt: number,
  ): Promise<{ readonly result: Result; readonly error?: unknown }> => {
    if (draining) return { result: { ok: false, code: 'failed', message: 'the service is about to restart' } };
    if (!handler) return { result: { ok: false, code: 'invalid', message: 'there is no such event' } };
    try {
      const accepted = handler.accept(socket, args, arrivedAt);
      if (typeof accepted === 'string') return { result: { ok: false, code: 'invalid', message: accepted } };
      return { result: await accepted() };
    } catch (error) {
      const message = 'the service could not do it now; try again';
      return { result: { ok: false, code: 'failed', message }, error };
    }
  };

  const carryOut = async (
    socket: ChatSocket,
    take: TakeEvent,
    name: string,
    args: readonly unknown[],
  ): Promise<Result> => {
    const arrivedAt = performance.now();
    const [event, handler] = known.get(name) ?? (['other', undefined] as const);
    const waitMs = take(event);
    if (waitMs > 0) {
      // Without a line of its own, or whoever sends too much would fill the log too.
      events.add({ event, outcome: 'limited' });
      handler?.onRefused?.(args, 'limited');
      return tooMany(waitMs);
    }
    const { result, error } = await perform(socket, handler, args, arrivedAt);
    const outcome = result.ok || result.code === 'blocked' ? 'ok' : result.code === 'invalid' ? 'invalid' : 'failed';
    events.add({ event, outcome });
    if (outcome !== 'ok') handler?.onRefused?.(args, outcome);
    const values = {
      'event.action': event,
      'user.id': String(socket.data.person.userId),
      'event.outcome': result.ok ? 'success' : 'failure',
      'event.duration': (performance.now() - arrivedAt) * 1e6,
      ...(!result.ok && { 'event.reason': result.code }),
      ...(outcome === 'ok' && subjectOf(args)),
    };
    if (result.ok) log.info(`${event} was carried out.`, values);
    else log[result.code === 'failed' ? 'error' : 'info'](`${event} was refused: ${result.message}.`, values, error);
    return result;
  };

  return {
    attach(socket) {
      const take = limit(socket);
      socket.onAny((name: unknown, ...args: unknown[]) => {
        const last = args.at(-1);
        const acknowledge = typeof last === 'function' ? last : undefined;
        const ids = requestIdsFrom();
        const work = inRequest(ids, () => carryOut(socket, take, String(name), acknowledge ? args.slice(0, -1) : args))
          .then((result) => {
            acknowledge?.({ ...result, requestId: ids['http.request.id'] } satisfies Reply);
          })
          .finally(() => underWay.delete(work));
        underWay.add(work);
      });
    },
    async drain(withinMs) {
      draining = true;
      const timeout = Promise.withResolvers<void>();
      const timer = setTimeout(timeout.resolve, withinMs);
      await Promise.race([Promise.allSettled(underWay), timeout.promise]);
      clearTimeout(timer);
    },
  };
};
