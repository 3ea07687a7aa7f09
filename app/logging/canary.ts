import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../../metrics/prom-client.ts';
import { canaryMetrics, canarySeconds } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { canaryAction } from './canary-fields.ts';
import type { Log } from './log.ts';
import { inRequest, requestIdsFrom } from './request-context.ts';

/** Which of some request ids have a line that is found. @throws Error if nobody can be asked */
export type FindLines = (requestIds: readonly string[], signal: AbortSignal) => Promise<ReadonlySet<string>>;

/** Milliseconds from one canary line to the next, and between looks for those that are not found yet: a store shows a line after a second. */
const usualPace = { sing: canarySeconds * 1_000, look: 1_000, lookAfterFailure: 5_000 };

/** Lines that are looked for at most, and so for how long one is. Older ones are forgotten, as each look names them all. */
const most = 20;

/**
 * Logs a line now and then, as all others are logged, and looks until it is found as a person would, for as long as the signal does not
 * abort: so the whole way is measured, whatever each part of it says of itself.
 */
export const startCanary = (
  find: FindLines,
  options: {
    readonly log: Log;
    readonly telemetry: Telemetry;
    readonly signal: AbortSignal;
    readonly pace?: typeof usualPace;
  },
): void => {
  const { log, telemetry, signal, pace = usualPace } = options;
  const { registry } = telemetry;
  const delays = register(registry, canaryMetrics.delay);
  const lastArrival = register(registry, canaryMetrics.lastArrival, 'max');
  // Else one that never arrives would show by nothing.
  lastArrival.set({}, Date.now() / 1_000);
  /** Since when each is looked for. */
  const flying = new Map<string, number>();

  const sing = () => {
    const now = Date.now();
    for (const [old, since] of flying) if (now - since > (most - 1) * pace.sing) flying.delete(old);
    const id = `canary-${randomUUID()}`;
    flying.set(id, now);
    inRequest(requestIdsFrom(id), () => log.info('The canary of the log sings.', { 'event.action': canaryAction }));
  };

  const look = async (): Promise<number> => {
    try {
      const found = await find([...flying.keys()], signal);
      const now = Date.now();
      for (const [id, since] of flying) {
        if (!found.has(id)) continue;
        flying.delete(id);
        delays.observe({}, (now - since) / 1_000);
        lastArrival.set({}, now / 1_000);
      }
      return pace.look;
    } catch {
      // That nobody can be asked shows by lines that are not found.
      return pace.lookAfterFailure;
    }
  };

  const watch = async () => {
    while (!signal.aborted) {
      const pause = flying.size > 0 ? await look() : pace.look;
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  sing();
  const timer = setInterval(sing, pace.sing).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  void watch();
};
