import { swarmManagers, swarmNodes } from '../../exporter/swarm/families.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unitOf } from '../adapter/unit.ts';
import { noSwarm as none } from './no-swarm.ts';

/** Nodes and managers. Nodes that are containers on one machine, as in the lab, fail together with it. */
export const nodesRow = row('Nodes', [
  states({
    title: 'Nodes ready',
    description:
      'One while the managers hear of the node. Zero: its tasks count as lost; see whether the machine or only its engine is gone.',
    unit: unitOf(swarmNodes.ready),
    none,
    width: 8,
    words: { 0: ['away', 'bad'], 1: ['ready', 'good'] },
    queries: [query(min(shown(swarmNodes.ready), { by: ['hostname'] }), '{{hostname}}')],
  }),
  timeseries({
    title: 'Nodes by state',
    description:
      'Active ones take tasks, paused ones no new ones, drained ones none. A drained node that nobody works on is a machine that is paid for nothing.',
    unit: unitOf(swarmNodes.count),
    none,
    width: 8,
    stacked: true,
    queries: [
      query(
        max(shown(swarmNodes.count), { by: ['role', 'state', 'availability'] }),
        '{{role}} {{state}} {{availability}}',
      ),
    ],
  }),
  timeseries({
    title: 'Managers and quorum',
    description:
      'Managers, those that the leader reaches, and how many may still fail. At a margin of 0 the next one that fails takes the swarm with it: tasks go on, but nothing is started again.',
    unit: unitOf(swarmManagers.count),
    none,
    width: 8,
    queries: [
      query(max(shown(swarmManagers.count)), 'managers'),
      query(max(shown(swarmManagers.reachable)), 'reachable'),
      query(min(shown(swarmManagers.quorumMargin)), 'may fail'),
      query(sum(shown(swarmManagers.leader)), 'leaders'),
    ],
  }),
]);
