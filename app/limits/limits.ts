import type { Config } from '../../config/load-config.ts';
import { register } from '../../metrics/prom-client.ts';
import type { LogValues } from '../logging/fields.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createLimit, type ShareCounts, type Take } from './limit.ts';

/** What is limited, as the label `what` of `chat_limited` names it. */
type Limited = (typeof chatMetrics.limited.labels.what.values)[number];

/** All limits of the service, each by user id or address. */
export type Limits = Readonly<Record<Limited, Take>>;

/** What the log says of the one who is refused. */
const subjectOf = (what: Limited, key: string): LogValues =>
  what.startsWith('person') ? { 'user.id': key } : { 'client.address': key };

/** The limits as the configuration sets them, counted and logged where they refuse. */
export const createLimits = (
  { limits }: Pick<Config['app'], 'limits'>,
  options: { readonly share: ShareCounts; readonly telemetry: Telemetry; readonly log: Log },
): Limits => {
  const { share, telemetry, log } = options;
  const limited = register(telemetry.registry, chatMetrics.limited);

  const make = (what: Limited, points: number): Take => {
    const take = createLimit(
      what,
      { points, seconds: limits.windowSeconds },
      {
        share,
        now: () => performance.now(),
        // Not each: whoever sends too much would fill the log too.
        onRefused: (key, waitMs) =>
          log.warn(
            `Too much from one: ${what}, beyond ${points} in ${limits.windowSeconds} s; refused for ${waitMs} ms.`,
            subjectOf(what, key),
          ),
      },
    );
    return (key) => {
      const waitMs = take(key);
      if (waitMs > 0) limited.add({ what });
      return waitMs;
    };
  };

  return {
    person_messages: make('person_messages', limits.personMessages),
    person_events: make('person_events', limits.personEvents),
    address_messages: make('address_messages', limits.addressMessages),
    address_connections: make('address_connections', limits.addressConnections),
    address_guests: make('address_guests', limits.addressGuests),
    address_requests: make('address_requests', limits.addressRequests),
  };
};
