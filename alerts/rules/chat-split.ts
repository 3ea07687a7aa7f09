import { chatMetrics } from '../../app/metrics.ts';
import { min } from '../../metrics/promql/aggregate.ts';
import { equals } from '../../metrics/promql/compare.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { chatPanel } from '../panels.ts';
import { type Samples, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** Redis starts again within seconds, and the workers find it a second later. */
const lasting = minutes(1);

const reaching = select(chatMetrics.adapterUp);

const worker = (place: string, ...samples: readonly [Samples, ...Samples[]]) =>
  series(chatMetrics.adapterUp, { ...chat, worker: place }, ...samples);

/** Pages when people who share a room do not hear each other, though all of them are served. */
export const chatSplit = alert({
  name: 'ChatSplit',
  severity: 'page',
  expr: equals(min(reaching, { by: ['job'] }), 0),
  for: lasting,
  summary: ({ job }) => `Rooms of ${job} are split: people do not hear each other`,
  description: ({ job }) =>
    `At least one worker of ${job} has not reached the others for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Workers that reach the others'),
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
      'Does it answer? `redis-cli -h HOST -p PORT ping`, from the machine of such a worker.',
      'The log of the worker tells whether Redis refuses the connection, hangs or takes no data, and why.',
    ],
    mitigation: [
      'Start Redis again. It need not keep its data: the workers tell it anew who is there, within seconds.',
      'If it takes no data, its error says why: the memory or the disk is full, or it has become a replica.',
      'If it hangs, look at its memory and at slow commands (`redis-cli slowlog get`), then restart it.',
      'The workers need no restart: they find it by themselves.',
    ],
  },
  tests: {
    firing: [
      {
        when: 'one of two workers has lost Redis',
        given: [worker('1', steady(1, minutes(10))), worker('2', steady(1, minutes(2)), steady(0, minutes(8)))],
        at: minutes(4),
        fires: [{ labels: { job: 'chat' } }],
      },
    ],
    quiet: [
      {
        when: 'all reach each other',
        given: [worker('1', steady(1, minutes(10))), worker('2', steady(1, minutes(10)))],
        at: minutes(6),
      },
      {
        when: 'Redis is back within half a minute',
        given: [worker('1', steady(1, minutes(2)), steady(0, seconds(30)), steady(1, minutes(5)))],
        at: minutes(3),
      },
    ],
  },
});
