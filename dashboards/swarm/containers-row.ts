import { swarmContainers } from '../../exporter/containers/families.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { topk } from '../../metrics/promql/topk.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { noAgents as none } from './no-swarm.ts';

const by = ['task'] as const;
const onNode = ['task', 'hostname'] as const;

/** More lines than this nobody tells apart. */
const most = 10;

/** What tasks use of their nodes, and how near they are to their limits. */
export const containersRow = row('Containers', [
  timeseries({
    title: 'Container processors',
    description:
      'Processors that the ten busiest tasks keep busy: 1 is one whole. Near its limit a task is held back; see beside it.',
    unit: unit.count,
    none,
    width: 8,
    queries: [
      query(topk(most, sum(perSecond(shown(swarmContainers.cpu)), { by: onNode })), '{{task}} on {{hostname}}'),
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
        topk(
          most,
          share(
            sum(perSecond(shown(swarmContainers.throttledPeriods)), { by }),
            sum(perSecond(shown(swarmContainers.periods)), { by }),
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
    queries: [query(topk(most, max(shown(swarmContainers.workingSet), { by: onNode })), '{{task}} on {{hostname}}')],
  }),
  timeseries({
    title: 'Container memory of the limit',
    description: 'At 100 % the kernel kills the task. The ten nearest to it; those without a limit have no line.',
    unit: unit.ratio,
    none: 'No container has a limit of memory, or no agent tells of one',
    width: 8,
    queries: [
      query(
        topk(
          most,
          divide(max(shown(swarmContainers.workingSet), { by }), max(shown(swarmContainers.memoryLimit), { by })),
        ),
        '{{task}}',
      ),
    ],
  }),
  timeseries({
    title: 'Containers killed for memory',
    description:
      'Processes that the kernel killed in containers that live on; a container that ends by it is among the failures by reason.',
    unit: unit.eventsPerSecond,
    none,
    width: 8,
    queries: [query(sum(perSecond(shown(swarmContainers.oomKills)), { by: ['service_name'] }), '{{service_name}}')],
  }),
  timeseries({
    title: 'Container processes',
    description:
      'Processes and threads of the ten tasks that have most. A steady rise is a leak of threads or of children that nobody waits for.',
    unit: unitOf(swarmContainers.pids),
    none,
    width: 8,
    queries: [query(topk(most, max(shown(swarmContainers.pids), { by })), '{{task}}')],
  }),
]);
