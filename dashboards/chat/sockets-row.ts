import { chatMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** People: their sockets, rooms, comings and goings. */
export const socketsRow = row('Sockets', [
  timeseries({
    title: 'Sockets by worker',
    description:
      'Open sockets. Very uneven workers: the balancing sends people to some only, and those will be slow first.',
    unit: unitOf(chatMetrics.sockets),
    width: 12,
    stacked: true,
    queries: [query(sum(shown(chatMetrics.sockets), { by: ['instance', 'worker'] }), '{{instance}} {{worker}}')],
  }),
  timeseries({
    title: 'People in rooms',
    description:
      'People who joined the chat of a room, each once however many windows they have. A fall while the sockets stay: a worker lost Redis and knows only its own.',
    unit: unitOf(chatMetrics.people),
    width: 12,
    stacked: true,
    queries: [query(max(shown(chatMetrics.people), { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Connects',
    description: 'Sockets that connect. A peak right after a fall of the open ones is everybody coming back at once.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [query(sum(perSecond(shown(chatMetrics.connects))), 'connects')],
  }),
  timeseries({
    title: 'Disconnects by reason',
    description:
      'Why sockets close. Transport closes are people who leave; ping time-outs are dead networks or an event loop that stands still; server shutdowns are deploys.',
    unit: unit.eventsPerSecond,
    width: 8,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.disconnects)), { by: ['reason'] }), '{{reason}}')],
  }),
  timeseries({
    title: 'Refused connections by reason',
    description:
      'Handshakes that failed. Unauthorized ones from all sides: the secret of the tokens was changed. Unknown sessions: requests of one client reach several workers, so the balancing is not sticky.',
    unit: unit.eventsPerSecond,
    width: 8,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.connectErrors)), { by: ['reason'] }), '{{reason}}')],
  }),
  timeseries({
    title: 'Refused for being too many',
    description:
      'Events, handshakes and requests beyond a limit. The log names who it was. Addresses and no persons: a school or an office whose people share one, or a proxy that app.trustedProxies does not count.',
    unit: unit.eventsPerSecond,
    width: 8,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.limited)), { by: ['what'] }), '{{what}}')],
  }),
  timeseries({
    title: 'People who vanished',
    description:
      'People taken out of a room since nobody spoke for them any more. A peak is a worker or a machine that died; a trickle, workers that reach Redis too late.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [query(sum(perSecond(shown(chatMetrics.presenceExpired))), 'people')],
  }),
  timeseries({
    title: 'Workers that reach the others',
    description:
      'Zero: the worker has lost Redis, so that its people hear only each other. Look at Redis; the messages themselves are stored.',
    unit: unitOf(chatMetrics.adapterUp),
    width: 8,
    threshold: { below: 1 },
    queries: [query(min(shown(chatMetrics.adapterUp), { by: ['instance', 'worker'] }), '{{instance}} {{worker}}')],
  }),
]);
