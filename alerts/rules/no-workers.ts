import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { askRedis } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { mysqlDown } from './mysql-down.ts';

/** Workers start within seconds, also after a deploy. */
const lasting = minutes(1);

const running = sum(select(chatMetrics.workers, { state: 'running' }), { by: ['job'] });

/** Workers that run where nobody can talk. */
const nobody = limit('nobody', 0);

/** Pages when nobody can talk though the service answers its scrapes, so that no target is down. */
export const noWorkers = alert({
  name: 'NoWorkers',
  severity: 'page',
  expr: is(running, nobody),
  for: lasting,
  summary: ({ job }) => `No worker of ${job} has run for ${printSeconds(lasting.seconds)}: nobody can talk`,
  description: ({ job }) =>
    `Processes of ${job} answer, but none of their workers has accepted connections for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Workers'),
  consequenceOf: [mysqlDown],
  drill: 'crash-workers',
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
    scenes: [
      {
        when: 'the workers of both machines die and do not come back',
        labels: { job: 'chat' },
        given: (target, course) => [
          series(chatMetrics.workers, { ...target, state: 'running' }, course.gauge()),
          series(
            chatMetrics.workers,
            { ...target, instance: 'there:1', state: 'running' },
            course.gauge(() => 0),
          ),
          series(
            chatMetrics.workers,
            { ...target, state: 'desired' },
            course.gauge(() => 2),
          ),
        ],
      },
    ],
  },
});
