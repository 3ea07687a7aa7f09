import { chatMetrics } from '../../app/metrics.ts';
import { min, sum } from '../../metrics/promql/aggregate.ts';
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
      'Sockets of people who joined the chat of a room. More than there are sockets: ghosts, whose leaving was missed.',
    unit: unitOf(chatMetrics.people),
    width: 12,
    stacked: true,
    queries: [query(sum(shown(chatMetrics.people), { by: ['room'] }), '{{room}}')],
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
      'Handshakes that failed. Unknown sessions: requests of one client reach several workers, so the balancing is not sticky.',
    unit: unit.eventsPerSecond,
    width: 8,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.connectErrors)), { by: ['reason'] }), '{{reason}}')],
  }),
  timeseries({
    title: 'Workers that reach the others',
    description:
      'Zero: the worker has lost Redis, so that its people hear only each other. Look at Redis; the messages themselves are stored.',
    unit: unitOf(chatMetrics.adapterUp),
    width: 24,
    threshold: { below: 1 },
    queries: [query(min(shown(chatMetrics.adapterUp), { by: ['instance', 'worker'] }), '{{instance}} {{worker}}')],
  }),
]);
