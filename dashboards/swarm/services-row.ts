import { swarmServices } from '../../exporter/swarm/families.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { noSwarm as none } from './no-swarm.ts';

const by = ['service_name'] as const;
const desired = max(shown(swarmServices.desired), { by });
const running = max(shown(swarmServices.running), { by });
const startsASecond = sum(perSecond(shown(swarmServices.starts)), { by });

/** Services: wanted and running, and why not. */
export const servicesRow = row('Services', [
  table({
    title: 'Services now',
    description:
      'Each service: tasks wanted, tasks that truly run, and what fails. Fewer than wanted: see its reasons.',
    unit: unit.count,
    none,
    width: 12,
    label: 'service_name',
    columns: [
      { title: 'Wanted', expr: desired, unit: unitOf(swarmServices.desired) },
      { title: 'Running', expr: running, unit: unitOf(swarmServices.running) },
      { title: 'Missing', expr: subtract(desired, running), unit: unitOf(swarmServices.running) },
      { title: 'Starts', expr: startsASecond, unit: unit.eventsPerSecond },
    ],
  }),
  timeseries({
    title: 'Tasks missing',
    description:
      'Tasks wanted that do not run, by service. During a deploy for a minute; for longer: no node has room, the image cannot be pulled, or they crash.',
    unit: unitOf(swarmServices.running),
    none,
    width: 12,
    threshold: { above: 'zero' },
    queries: [query(subtract(desired, running), '{{service_name}}')],
  }),
  timeseries({
    title: 'Tasks running',
    description:
      'Tasks that run and are meant to, without those on nodes that are down, which Docker goes on counting.',
    unit: unitOf(swarmServices.running),
    none,
    width: 8,
    queries: [query(running, '{{service_name}}')],
  }),
  timeseries({
    title: 'Task starts',
    description:
      'Tasks that began, each second. A steady rate is a crash loop, whatever the number of running tasks says: the exit code is in `docker service ps`.',
    unit: unit.eventsPerSecond,
    none,
    width: 8,
    queries: [query(startsASecond, '{{service_name}}')],
  }),
  timeseries({
    title: 'Task failures by reason',
    description:
      'killed: most often memory ran out, see the containers. exit_nonzero: its log. unhealthy: its health check. image: the registry, or a name that is wrong. rejected: no node is willing.',
    unit: unit.eventsPerSecond,
    none,
    width: 8,
    queries: [
      query(
        sum(perSecond(shown(swarmServices.failures)), { by: ['service_name', 'reason'] }),
        '{{service_name}} {{reason}}',
      ),
    ],
  }),
  timeseries({
    title: 'Tasks by state',
    description:
      'What the swarm remembers of its tasks. Pending for long: no node has room. Many failed: a crash loop that the history keeps.',
    unit: unitOf(swarmServices.tasks),
    none,
    width: 12,
    stacked: true,
    queries: [query(sum(shown(swarmServices.tasks), { by: ['state'] }), '{{state}}')],
  }),
  timeseries({
    title: 'Updates',
    description:
      'The last update of each service, by its state. Paused: new tasks failed, and the update waits for a person. Rollback: it went back by itself.',
    unit: unitOf(swarmServices.updateState),
    none: 'No service was ever updated',
    width: 12,
    queries: [
      query(
        above(max(shown(swarmServices.updateState), { by: ['service_name', 'state'] }), 0),
        '{{service_name}} {{state}}',
      ),
    ],
  }),
]);
