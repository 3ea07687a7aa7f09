import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config/load-config.ts';
import { register } from '../../metrics/prom-client.ts';
import type { LogValues } from '../logging/fields.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { limitBacklog } from './backlog-limit.ts';
import { clientAddress } from './client-address.ts';
import { limitFrames } from './frame-limit.ts';
import { createLimit, type ShareCounts, type Take } from './limit.ts';
import { limitOpenConnections, type OpenConnections } from './open-connections.ts';

/** What is limited, as the label `what` of `chat_limited` names it. */
type Limited = (typeof chatMetrics.limited.labels.what.values)[number];

/** All limits of the service: those of a window by user id or address, and of connections to this worker. */
export type Limits = Readonly<
  Record<Exclude<Limited, 'address_sockets' | 'connection_frames' | 'connection_backlog'>, Take>
> & {
  readonly address_sockets: OpenConnections;
  readonly connection_frames: ReturnType<typeof limitFrames>;
  readonly connection_backlog: ReturnType<typeof limitBacklog>;
};

/** A client that heeds its refusals sends no such multiple of what a person may, and one that does not is work. */
const patience = 5;

/** Packets that may wait for a connection: what the fullest room says in a minute or more. Beyond that one reads the history. */
const backlog = 10_000;

/** What the log says of the one who is refused. */
const subjectOf = (what: Limited, key: string): LogValues =>
  what.startsWith('person') ? { 'user.id': key } : { 'client.address': key };

/** The limits as the configuration sets them, counted and logged where they refuse. */
export const createLimits = (
  { limits, trustedProxies }: Pick<Config['app'], 'limits' | 'trustedProxies'>,
  options: { readonly share: ShareCounts; readonly telemetry: Telemetry; readonly log: Log },
): Limits => {
  const { share, telemetry, log } = options;
  const seconds = limits.windowSeconds;
  const now = () => performance.now();
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustedProxies);
  const limited = register(telemetry.registry, chatMetrics.limited);

  const make = (what: Limited, points: number): Take => {
    const take = createLimit(
      what,
      { points, seconds },
      {
        share,
        now,
        // Not each: whoever sends too much would fill the log too.
        onRefused: (key, waitMs) =>
          log.warn(
            `Too much from one: ${what}, beyond ${points} in ${seconds} s; refused for ${waitMs} ms.`,
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

  const cut = (what: Limited, why: string) => (request: IncomingMessage) => {
    limited.add({ what });
    log.warn(`A connection was cut off: ${why}.`, { 'client.address': addressOf(request) });
  };
  const frames = { points: patience * (limits.personMessages + limits.personEvents) + seconds, seconds };
  return {
    person_messages: make('person_messages', limits.personMessages),
    person_events: make('person_events', limits.personEvents),
    address_messages: make('address_messages', limits.addressMessages),
    address_connections: make('address_connections', limits.addressConnections),
    address_guests: make('address_guests', limits.addressGuests),
    address_requests: make('address_requests', limits.addressRequests),
    address_events: make('address_events', limits.addressEvents),
    address_searches: make('address_searches', limits.addressSearches),
    address_sockets: limitOpenConnections(limits.addressSockets, {
      addressOf,
      // Without a line of the log: those that opened all the others have one each.
      onRefused: () => limited.add({ what: 'address_sockets' }),
    }),
    connection_frames: limitFrames(frames, {
      now,
      onCut: cut('connection_frames', `it sent more than ${frames.points} frames in ${seconds} s`),
    }),
    connection_backlog: limitBacklog(backlog, cut('connection_backlog', `more than ${backlog} packets waited for it`)),
  };
};
