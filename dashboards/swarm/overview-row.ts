import { swarmContainers } from '../../exporter/containers/families.ts';
import { swarmManagers, swarmNodes, swarmServices } from '../../exporter/swarm/families.ts';
import { count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide, subtract } from '../../metrics/promql/arithmetic.ts';
import { below } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroWhere } from '../adapter/zero.ts';

const none = 'no Swarm';
const by = ['service_name'] as const;

const short = count(below(max(shown(swarmServices.running), { by }), max(shown(swarmServices.desired), { by })));

/** Numbers that answer whether the swarm is well. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Nodes not ready',
    description:
      'Nodes that the managers do not hear of. Red: its row below names it; its tasks are started elsewhere, unless they are bound to it.',
    unit: unitOf(swarmNodes.ready),
    none,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'all are ready' },
    queries: [query(sum(subtract(1, max(shown(swarmNodes.ready), { by: ['hostname'] }))), 'nodes')],
  }),
  stat({
    title: 'Managers that may fail',
    description:
      'Managers that may still fail before nothing can be changed any more. Red, 0 or less: bring a manager back before touching anything else.',
    unit: unitOf(swarmManagers.quorumMargin),
    none,
    width: 4,
    threshold: { below: 1 },
    queries: [query(min(shown(swarmManagers.quorumMargin)), 'managers')],
  }),
  stat({
    title: 'Services short of tasks',
    description:
      'Services that run fewer tasks than they ask for. A minute of it is a deploy; longer, see their tasks and the reasons of failures below.',
    unit: unitOf(swarmServices.running),
    none,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'none' },
    queries: [query(zeroWhere(swarmManagers.count, short), 'services')],
  }),
  stat({
    title: 'Failing tasks',
    description:
      'Tasks that fail now, each second, of all services. Anything but zero for minutes is a crash loop; its service and reason are below.',
    unit: unit.eventsPerSecond,
    none,
    width: 4,
    threshold: { above: 'zero' },
    queries: [query(zeroWhere(swarmManagers.count, sum(perSecond(shown(swarmServices.failures)))), 'failures')],
  }),
  stat({
    title: 'Updates that stand still',
    description:
      'Services whose update or roll-back paused, since new tasks failed. `docker service ps` says why; then update again, or roll back.',
    unit: unitOf(swarmServices.updateState),
    none,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'none' },
    queries: [
      query(
        zeroWhere(
          swarmManagers.count,
          sum(
            max(shown(swarmServices.updateState, { state: { anyOf: ['paused', 'rollback_paused'] } }), {
              by: ['service_name', 'state'],
            }),
          ),
        ),
        'services',
      ),
    ],
  }),
  stat({
    title: 'Fullest container',
    description:
      'Memory in use over the limit, of the container that is nearest to it. At 100 % it is killed: see the containers below.',
    unit: unit.ratio,
    none: 'no container has a limit',
    width: 4,
    queries: [
      query(
        max(
          divide(
            max(shown(swarmContainers.workingSet), { by: ['task'] }),
            max(shown(swarmContainers.memoryLimit), { by: ['task'] }),
          ),
        ),
        'of its limit',
      ),
    ],
  }),
]);
