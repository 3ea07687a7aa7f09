import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { askRedis } from '../commands/ask.ts';
import { hangUp } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { workersSilent } from './silent-workers.ts';
import { targetDown } from './targets.ts';

/** Leases of people whose worker is gone end within 15 s. */
const lasting = minutes(5);

/** One who is listed and not there is one too many. */
const none = limit('none', 0);

const byRoom = { by: ['job', 'room'] } as const;
const listed = max(select(chatMetrics.people), byRoom);
const seated = sum(select(chatMetrics.seats), byRoom);

/** A ticket when a room lists people who are not there: the ghosts that FunGap had after each browser that closed. */
export const ghostUsers = (config: Config) =>
  alert({
    name: 'GhostUsers',
    severity: 'ticket',
    expr: isAbove(subtract(listed, seated), none),
    for: lasting,
    summary: ({ room, job }) =>
      `Room ${room} of ${job} has listed people for ${printSeconds(lasting.seconds)} who are not there`,
    description: ({ room, job }, { short }) =>
      `Room ${room} of ${job} lists ${short} people more than there are sockets for, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('People in rooms'),
    drill: 'ghost-people',
    // Whose workers do not tell, of them nobody knows for whom they have sockets.
    consequenceOf: [
      { alert: targetDown, same: ['job'] },
      { alert: workersSilent(config), same: ['job'] },
    ],
    runbook: {
      meaning:
        'A room lists people by leases that their workers renew each 2.5 s. More leases are renewed here than workers have people for: one of them has lost count.',
      impact: 'People talk to somebody who is not there, and the count beside the room is wrong.',
      diagnosis: [
        { says: 'How many are listed?', query: listed },
        {
          says: 'For how many are there sockets, by machine?',
          query: sum(select(chatMetrics.seats), { by: ['job', 'instance', 'room'] }),
        },
        {
          says: 'Are others taken out as they should be?',
          query: increase(select(chatMetrics.presenceExpired), minutes(15)),
        },
        { says: 'Does Redis answer, by whose clock leases end?', run: askRedis('time') },
      ],
      mitigation: [
        {
          says: 'Have the workers replaced one after another: what none of them renews is gone after 15 s.',
          run: hangUp('app'),
        },
      ],
    },
    tests: {
      scenes: [
        {
          when: 'somebody stays listed',
          labels: { job: 'chat', room: 'I' },
          given: (target, course) => [
            series(
              chatMetrics.people,
              { ...target, room: 'I' },
              course.gauge(({ none: ghosts }) => 5 + ghosts),
            ),
            series(
              chatMetrics.people,
              { ...target, instance: 'there:1', room: 'I' },
              course.gauge(() => 5),
            ),
            series(
              chatMetrics.seats,
              { ...target, room: 'I' },
              course.gauge(() => 3),
            ),
            series(
              chatMetrics.seats,
              { ...target, instance: 'there:1', room: 'I' },
              course.gauge(() => 2),
            ),
          ],
        },
      ],
    },
  });
