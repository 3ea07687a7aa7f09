import { swarmServices } from '../../exporter/swarm/families.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, times } from '../adapter/expressions.ts';
import { states, table, timeseries } from '../adapter/panels.ts';
import { placeIn, wordsOf } from '../adapter/place-in.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inServices } from './chosen-services.ts';
import { noSwarm as none } from './no-swarm.ts';

const by = ['service_name'] as const;
const desired = max(shown(swarmServices.desired, inServices), { by });
const running = max(shown(swarmServices.running, inServices), { by });
const starts = sum(times(shown(swarmServices.starts, inServices)), { by });
const failures = sum(times(shown(swarmServices.failures, inServices)), { by });

/** How an update may stand, in words. */
const updates = [
  ['completed', 'completed', 'good'],
  ['updating', 'under way', 'fact'],
  ['paused', 'paused', 'bad'],
  ['rollback_started', 'going back', 'odd'],
  ['rollback_paused', 'stuck going back', 'bad'],
  ['rollback_completed', 'rolled back', 'odd'],
] as const;

const update = placeIn(updates, (state) => shown(swarmServices.updateState, { ...inServices, state }), by);

/** Services: wanted and running, and why not. */
export const servicesRow = row('Services', [
  table({
    title: 'Services now',
    description:
      'Each service: tasks wanted, tasks that truly run, and what fails. Fewer than wanted: see its reasons.',
    unit: unit.count,
    none,
    width: 12,
    labels: { service_name: 'Service' },
    columns: [
      { title: 'Wanted', expr: desired, unit: unitOf(swarmServices.desired) },
      { title: 'Running', expr: running, unit: unitOf(swarmServices.running) },
      {
        title: 'Missing',
        expr: subtract(desired, running),
        unit: unitOf(swarmServices.running),
        threshold: { above: 0 },
        sorted: true,
      },
      { title: 'Starts', expr: starts, unit: unit.times },
      { title: 'Failures', expr: failures, unit: unit.times, threshold: { above: 0 } },
    ],
  }),
  timeseries({
    title: 'Tasks missing',
    description:
      'Tasks wanted that do not run, of the ten services that miss most. During a deploy for a minute; for longer: no node has room, the image cannot be pulled, or they crash.',
    unit: unitOf(swarmServices.running),
    none,
    width: 12,
    queries: [query(highest(subtract(desired, running)), '{{service_name}}')],
  }),
  timeseries({
    title: 'Tasks running',
    description:
      'Tasks that run and are meant to, of the ten largest services, without those on nodes that are down, which Docker goes on counting.',
    unit: unitOf(swarmServices.running),
    none,
    width: 8,
    queries: [query(highest(running), '{{service_name}}')],
  }),
  timeseries({
    title: 'Task starts',
    description:
      'Tasks that began, of the ten services that begin most. A steady rate is a crash loop, whatever the number of running tasks says: the exit code is in `docker service ps`.',
    unit: unit.times,
    none,
    width: 8,
    bars: true,
    queries: [query(highest(starts), '{{service_name}}')],
  }),
  timeseries({
    title: 'Task failures by reason',
    description:
      'killed: most often memory ran out, see the containers. exit_nonzero: its log. unhealthy: its health check. image: the registry, or a name that is wrong. rejected: no node is willing.',
    unit: unit.times,
    none,
    width: 8,
    bars: true,
    queries: [
      query(
        highest(sum(times(shown(swarmServices.failures, inServices)), { by: ['service_name', 'reason'] })),
        '{{service_name}}: {{reason}}',
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
    colours: {
      running: 'good',
      pending: 'odd',
      failed: 'bad',
      rejected: 'bad',
      orphaned: 'strange',
      shutdown: 'measure',
    },
    // Of the 17 states there are most often four.
    queries: [query(above(sum(shown(swarmServices.tasks, inServices), { by: ['state'] }), 0), '{{state}}')],
  }),
  states({
    title: 'Updates',
    description:
      'How the last update of each service stands. Paused: new tasks failed, and the update waits for a person. Rolled back: it went back by itself; the new image is not what runs.',
    unit: unitOf(swarmServices.updateState),
    none: 'No service was ever updated, or there is no Swarm',
    width: 12,
    words: wordsOf(updates),
    queries: [query(update, '{{service_name}}')],
  }),
]);
