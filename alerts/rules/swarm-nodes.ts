import type { Config } from '../../config/load-config.ts';
import { swarmManagers, swarmNodes, swarmServices } from '../../exporter/swarm/families.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { haveManager, onManager } from '../commands/manager.ts';
import { swarmNodes as nodesOfSwarm } from '../commands/swarm.ts';
import { is, isAbove, isBelow } from '../condition.ts';
import { both } from '../joined.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A machine that restarts is back by then; the swarm itself waits 15 s before it moves tasks. */
const lasting = minutes(2);

/** What a node tells that is not ready. */
const away = limit('away', 0);

const ready = select(swarmNodes.ready);

/** Pages when a node of the swarm is gone. */
export const nodeNotReady = (config: Config): Alert =>
  alert({
    name: 'NodeNotReady',
    severity: 'page',
    expr: is(ready, away),
    for: lasting,
    summary: ({ hostname }) => `Node ${hostname} has not been ready for ${printSeconds(lasting.seconds)}`,
    description: ({ hostname, node_id }) =>
      `The managers of the swarm have not heard of node ${hostname} (${node_id}) for ${printSeconds(lasting.seconds)}. Its tasks are started on others that have room.`,
    panel: panelOn.swarm('Nodes ready'),
    drill: 'lose-node',
    runbook: {
      meaning:
        'The engine of the node does not answer the managers: it, the machine or the network between them is down.',
      impact: 'People of its tasks are disconnected and connect to others. With less room, the others have more to do.',
      diagnosis: [
        { says: 'Which nodes?', query: ready },
        onManager(config, 'What do the managers say of them?', nodesOfSwarm),
        { says: 'What runs on it that is missing now?', query: select(swarmServices.tasks, { state: 'unreachable' }) },
        'Does the machine answer at all (`ping`)? If it does: `systemctl status docker` there. Several nodes may be one machine; dashboard Swarm tells.',
      ],
      mitigation: [
        'Start the machine, or its engine (`systemctl start docker`).',
        haveManager(
          config,
          'Those that are down will not come back: take them out of the swarm, so that nothing waits for them.',
          (docker) =>
            `${docker} node rm --force $(${docker} node ls --format '{{.ID}} {{.Status}}' | awk '$2 == "Down" {print $1}')`,
        ),
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a machine is gone',
          labels: { ...exporter, node_id: 'n1', hostname: 'worker01' },
          given: (target, course) => [
            series(swarmNodes.ready, { ...target, node_id: 'n1', hostname: 'worker01' }, course.gauge()),
          ],
        },
      ],
    },
  });

/** Below it, none may fail any more. */
const mayFail = limit('mayFail', 1);

/** A swarm with one manager has no margin to lose: whoever made it so knows. */
const single = limit('single', 1);

const margin = select(swarmManagers.quorumMargin);

/** Pages when the next manager that fails takes the swarm's ability to change with it, or one already has. */
export const quorumRisk = (config: Config): Alert =>
  alert({
    name: 'QuorumRisk',
    severity: 'page',
    expr: both(isBelow(margin, mayFail), isAbove(select(swarmManagers.count), single)),
    for: lasting,
    summary: () => `No further manager of the swarm may fail, for ${printSeconds(lasting.seconds)}`,
    description: ({ instance }, { short }) =>
      `${short} managers of the swarm may still fail before it cannot be changed any more, says the exporter at ${instance}. Below 0 it already cannot.`,
    panel: panelOn.swarm('Managers and quorum'),
    drill: 'lose-quorum',
    runbook: {
      meaning:
        'More than half of the managers must agree on each change. So many are away that the others are just enough, or too few.',
      impact:
        'What runs goes on. Without a quorum nothing is started elsewhere that ends, and nobody can deploy or scale.',
      diagnosis: [
        { says: 'How many may fail?', query: margin },
        { says: 'How many are there, and how many are reached?', query: select(swarmManagers.reachable) },
        onManager(config, 'Which are away? Column MANAGER STATUS.', nodesOfSwarm),
      ],
      mitigation: [
        'Start the managers that are away: their machines, or their engines (`systemctl start docker`).',
        haveManager(
          config,
          'One will not come back: let a worker take its place.',
          (docker) =>
            `${docker} node promote $(${docker} node ls --filter role=worker --format '{{.ID}} {{.Status}}' | awk '$2 == "Ready" {print $1; exit}')`,
        ),
        'The quorum is lost and they do not come back: `docker swarm init --force-new-cluster` on the one that is left keeps all services.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'one of three managers is gone',
          labels: exporter,
          levels: { mayFail: { good: 2 } },
          given: (target, course) => [
            series(
              swarmManagers.quorumMargin,
              target,
              course.gauge(({ mayFail: more }) => more),
            ),
            series(
              swarmManagers.count,
              target,
              course.gauge(({ single: managers }) => managers),
            ),
          ],
        },
      ],
    },
  });
