import { swarmContainers } from '../../exporter/containers/families.ts';
import { count, max, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond, share, times } from '../adapter/expressions.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inServices } from './chosen-services.ts';
import { noAgents as none } from './no-swarm.ts';

const by = ['task'] as const;
const onNode = ['task', 'hostname'] as const;

const where = ['service_name', 'hostname'] as const;

/** A task that was replaced a moment ago is still told of: the same place counts once. */
const perTask = (metric: typeof swarmContainers.pids | typeof swarmContainers.workingSet) =>
  max(shown(metric, inServices), { by: [...where, 'task'] });

/** What tasks use of their nodes, and how near they are to their limits. */
export const containersRow = row('Containers', [
  table({
    title: 'Where tasks run',
    description:
      'Tasks of each service by node, and what they use there together. All tasks of a service on one node: it goes down with that node; spread them (placement preferences), or give the others room.',
    unit: unit.count,
    none,
    width: 24,
    labels: { service_name: 'Service', hostname: 'Node' },
    columns: [
      { title: 'Tasks', expr: count(perTask(swarmContainers.pids), { by: where }), unit: unit.count, sorted: true },
      {
        title: 'Processors',
        expr: sum(perSecond(shown(swarmContainers.cpu, inServices)), { by: where }),
        unit: unit.amount,
      },
      { title: 'Memory', expr: sum(perTask(swarmContainers.workingSet), { by: where }), unit: unit.bytes },
      { title: 'Processes', expr: sum(perTask(swarmContainers.pids), { by: where }), unit: unit.count },
    ],
  }),
  timeseries({
    title: 'Container processors',
    description:
      'Processors that the ten busiest tasks keep busy: 1 is one whole. Near its limit a task is held back; see beside it.',
    unit: unit.amount,
    none,
    width: 8,
    queries: [
      query(
        highest(sum(perSecond(shown(swarmContainers.cpu, inServices)), { by: onNode })),
        '{{task}} on {{hostname}}',
      ),
    ],
  }),
  timeseries({
    title: 'Containers held back',
    description:
      'Share of the periods in which the ten tasks that are held back most wanted more processor than their limit allows. Event-loop delay follows: raise the limit, or add tasks.',
    unit: unit.ratio,
    none,
    width: 8,
    queries: [
      query(
        highest(
          share(
            sum(perSecond(shown(swarmContainers.throttledPeriods, inServices)), { by }),
            sum(perSecond(shown(swarmContainers.periods, inServices)), { by }),
          ),
        ),
        '{{task}}',
      ),
    ],
  }),
  timeseries({
    title: 'Container memory',
    description:
      'Memory of the ten largest tasks that cannot be taken back. One that rises for hours leaks: it will be killed at its limit.',
    unit: unitOf(swarmContainers.workingSet),
    none,
    width: 8,
    queries: [
      query(highest(max(shown(swarmContainers.workingSet, inServices), { by: onNode })), '{{task}} on {{hostname}}'),
    ],
  }),
  timeseries({
    title: 'Container memory of the limit',
    description: 'At 100 % the kernel kills the task. The ten nearest to it; those without a limit have no line.',
    unit: unit.ratio,
    none: 'No container has a limit of memory, or no agent tells of one',
    width: 8,
    queries: [
      query(
        highest(
          divide(
            max(shown(swarmContainers.workingSet, inServices), { by }),
            max(shown(swarmContainers.memoryLimit, inServices), { by }),
          ),
        ),
        '{{task}}',
      ),
    ],
  }),
  timeseries({
    title: 'Containers killed for memory',
    description:
      'Processes that the kernel killed in containers that live on; a container that ends by it is among the failures by reason.',
    unit: unit.times,
    none,
    width: 8,
    bars: true,
    queries: [
      query(sum(times(shown(swarmContainers.oomKills, inServices)), { by: ['service_name'] }), '{{service_name}}'),
    ],
  }),
  timeseries({
    title: 'Container processes',
    description:
      'Processes and threads of the ten tasks that have most. A steady rise is a leak of threads or of children that nobody waits for.',
    unit: unitOf(swarmContainers.pids),
    none,
    width: 8,
    queries: [query(highest(max(shown(swarmContainers.pids, inServices), { by })), '{{task}}')],
  }),
]);
