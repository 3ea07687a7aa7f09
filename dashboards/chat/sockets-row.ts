import { chatMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { highest } from '../adapter/expressions.ts';
import { jointTimes, rates } from '../adapter/job-rates.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inRooms } from './rooms.ts';

const carriedOut = rates(chatMetrics.events, { outcome: 'ok' });
const byWorker = sum(shown(chatMetrics.sockets), { by: ['instance', 'worker'] });
const refused = jointTimes(chatMetrics.events, { outcome: { not: 'ok' } });

/** People: their sockets and rooms, and what they send over them. */
export const socketsRow = row('Sockets', [
  timeseries({
    title: 'Sockets by worker',
    description:
      'Open sockets of the ten workers that have most, and of the one that has fewest. Far apart: the balancing sends people to some only, and those will be slow first.',
    unit: unitOf(chatMetrics.sockets),
    width: 12,
    queries: [
      query(highest(byWorker), '{{instance}} {{worker}}'),
      query(min(shown(chatMetrics.sockets)), 'fewest of a worker', { colour: 'measure', dashed: true }),
    ],
  }),
  timeseries({
    title: 'People in rooms',
    description:
      'People who joined the chat of a room, each once however many windows they have, and those whom workers hold. More people than that: ghosts, whose worker died. A fall while the sockets stay: a worker lost Redis and knows only its own.',
    unit: unitOf(chatMetrics.people),
    width: 12,
    stacked: true,
    queries: [
      query(max(shown(chatMetrics.people, inRooms), { by: ['room'] }), '{{room}}'),
      query(sum(shown(chatMetrics.seats, inRooms)), 'held by workers', { colour: 'measure', dashed: true }),
    ],
  }),
  timeseries({
    title: 'Socket events',
    description:
      'What clients send over sockets and the service carries out. Messages should be most of it; anything else that grows is a client in a loop.',
    unit: unit.eventsPerSecond,
    width: 12,
    stacked: true,
    lines: { 'log.level': ['error', 'warn', 'info'] },
    queries: [query(sum(carriedOut, { by: ['event'] }), '{{event}}')],
  }),
  timeseries({
    title: 'Socket events not carried out',
    description:
      'Failed ones are ours: the log says why. Invalid ones: a client that speaks another version. Limited ones: somebody sends too much; see Refused for being too many.',
    unit: unit.times,
    width: 12,
    bars: true,
    colours: { failed: 'bad', invalid: 'strange', limited: 'odd' },
    queries: [query(sum(refused, { by: ['outcome'] }), '{{outcome}}')],
  }),
]);
