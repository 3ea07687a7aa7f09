import { chatMetrics } from '../../app/metrics.ts';
import { min } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { askRedis } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** Redis starts again within seconds, and the workers find it a second later. */
const lasting = minutes(1);

const reaching = select(chatMetrics.adapterUp);

/** What a worker tells that has lost the others. */
const alone = limit('alone', 0);

/** Pages when people who share a room do not hear each other, though all of them are served. */
export const chatSplit = alert({
  name: 'ChatSplit',
  severity: 'page',
  expr: is(min(reaching, { by: ['job'] }), alone),
  for: lasting,
  summary: ({ job }) => `Rooms of ${job} are split for ${printSeconds(lasting.seconds)}: people do not hear each other`,
  description: ({ job }) =>
    `At least one worker of ${job} has not reached the others for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Workers that reach the others'),
  drill: 'kill-redis',
  runbook: {
    meaning:
      'A worker of the chat service has lost Redis, by which workers hear of each other: it is down, it hangs, it takes no data, or the network to it is broken.',
    impact:
      'People hear and see only those whose sockets the same worker holds. Nothing is lost: messages are stored, and stand in the history.',
    diagnosis: [
      {
        says: 'Which workers have lost it? All of them: Redis itself. Those of one machine: its network.',
        query: reaching,
      },
      { says: 'Does it answer? Ask from the machine of such a worker, too.', run: askRedis('ping') },
      {
        says: 'Do the workers say that it refuses the connection, hangs or takes no data, and why?',
        run: logOf('app', 'redis'),
      },
      { says: 'What does Redis say itself?', run: logOf('redis', 'error|fail|warning|memory|fork|disk') },
    ],
    mitigation: [
      {
        says: 'Start Redis again. It need not keep its data: the workers tell it anew who is there, within seconds.',
        run: restart('redis'),
      },
      {
        says: 'If it takes no data: is its memory full (`used_memory` at `maxmemory`)? Give it more.',
        run: askRedis('info', 'memory'),
      },
      { says: 'Has it become a replica, which takes none (`role:slave`)?', run: askRedis('info', 'replication') },
      {
        says: 'If it hangs, slow commands are why; end who sends them, then restart it.',
        run: askRedis('slowlog', 'get', '10'),
      },
      'The workers need no restart: they find it by themselves.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'one of two workers has lost Redis',
        labels: { job: 'chat' },
        given: (target, course) => [
          series(chatMetrics.adapterUp, { ...target, worker: '1' }, course.gauge()),
          series(
            chatMetrics.adapterUp,
            { ...target, worker: '2' },
            course.gauge(() => 1),
          ),
        ],
      },
    ],
    quiet: [
      {
        when: 'workers are gone that had not lost it',
        given: [series(chatMetrics.adapterUp, { ...chat, worker: '1' }, steady(1, minutes(3)))],
        at: minutes(10),
      },
    ],
  },
});
