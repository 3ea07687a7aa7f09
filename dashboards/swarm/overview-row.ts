import { swarmManagers, swarmNodes, swarmServices } from '../../exporter/swarm/families.ts';
import { count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { below } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { times } from '../adapter/expressions.ts';
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
    title: 'Nodes away',
    description:
      'Nodes that the managers do not hear of. Red: its row below names it; its tasks are started elsewhere, unless they are bound to it.',
    unit: unitOf(swarmNodes.ready),
    none,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['all are ready', 'good'] },
    queries: [query(sum(subtract(1, max(shown(swarmNodes.ready), { by: ['hostname'] }))), 'nodes')],
  }),
  stat({
    title: 'Quorum margin',
    description:
      'Managers that may still fail before nothing can be changed any more. Red, 0 or less: bring a manager back before touching anything else.',
    unit: unitOf(swarmManagers.quorumMargin),
    none,
    width: 4,
    threshold: { below: 1 },
    queries: [query(min(shown(swarmManagers.quorumMargin)), 'managers')],
  }),
  stat({
    title: 'Services short',
    description:
      'Services that run fewer tasks than they ask for. A minute of it is a deploy; longer, see their tasks and the reasons of failures below.',
    unit: unitOf(swarmServices.running),
    none,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['none', 'good'] },
    queries: [query(zeroWhere(swarmManagers.count, short), 'services')],
  }),
  stat({
    title: 'Tasks failing',
    description:
      'Tasks that failed just now, of all services. Anything but none for minutes is a crash loop; its service and reason are below.',
    unit: unit.times,
    none,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['none', 'good'] },
    queries: [query(zeroWhere(swarmManagers.count, sum(times(shown(swarmServices.failures)))), 'failures')],
  }),
  stat({
    title: 'Updates stuck',
    description:
      'Services whose update or roll-back paused, since new tasks failed. `docker service ps` says why; then update again, or roll back.',
    unit: unitOf(swarmServices.updateState),
    none,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['none', 'good'] },
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
]);
