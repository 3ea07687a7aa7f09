import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { equals } from '../../metrics/promql/compare.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { askRedis } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { chatPanel } from '../panels.ts';
import { type Samples, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** Workers start within seconds, also after a deploy. */
const lasting = minutes(1);

const running = sum(select(chatMetrics.workers, { state: 'running' }), { by: ['job'] });

/** Workers that run on two machines. */
const workers = (here: readonly [Samples, ...Samples[]], there: readonly [Samples, ...Samples[]]) => [
  series(chatMetrics.workers, { ...chat, state: 'running' }, ...here),
  series(chatMetrics.workers, { ...chat, instance: 'chat-2:3001', state: 'running' }, ...there),
];

/** Pages when nobody can talk though the service answers its scrapes, so that no target is down. */
export const noWorkers = alert({
  name: 'NoWorkers',
  severity: 'page',
  expr: equals(running, 0),
  for: lasting,
  summary: ({ job }) => `No worker of ${job} runs: nobody can talk`,
  description: ({ job }) =>
    `Processes of ${job} answer, but none of their workers has accepted connections for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Workers'),
  consequenceOf: [mysqlDown],
  runbook: {
    meaning:
      'The primary of the chat service runs and answers Prometheus, but none of its workers serves people: each ends at once, or waits for something at its start.',
    impact: 'Nobody can connect, and everybody who was connected is out.',
    diagnosis: [
      {
        says: 'Is it so on every machine? This is the number by machine.',
        query: select(chatMetrics.workers, { state: 'running' }),
      },
      { says: 'Why is it not ready?', run: logOf('app', 'worker|not to be had|does not answer') },
      { says: 'Does MySQL answer it?', run: sql('SELECT 1') },
      { says: 'Does Redis?', run: askRedis('ping') },
    ],
    mitigation: [
      'Start what they wait for: runbooks MySQLDown and ChatSplit tell how.',
      'Roll back the latest deploy if it began with it.',
      { says: 'Correct what the log tells, then restart the service.', run: restart('app') },
    ],
  },
  tests: {
    firing: [
      {
        when: 'the workers of both machines die and do not come back',
        given: workers([steady(2, minutes(2)), steady(0, minutes(8))], [steady(0, minutes(10))]),
        at: minutes(4),
        fires: [{ labels: { job: 'chat' } }],
      },
    ],
    quiet: [
      {
        when: 'one of two machines has none',
        given: workers([steady(0, minutes(10))], [steady(2, minutes(10))]),
        at: minutes(6),
      },
      {
        when: 'all restart within half a minute',
        given: workers(
          [steady(2, minutes(2)), steady(0, seconds(30)), steady(2, minutes(5))],
          [steady(0, minutes(2.5)), steady(2, minutes(5))],
        ),
        at: minutes(3),
      },
    ],
  },
});
