import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import type { SwarmNode } from './docker-schema.ts';
import { swarmManagers, swarmNodes } from './families.ts';
import { QuorumLost, type SwarmReader } from './swarm-reader.ts';

/** Every combination is given, zero or not: the list is closed, and zero is known. */
const emitCounts = (emit: Emit, nodes: readonly SwarmNode[]) => {
  const { state: states, availability: availabilities, role: roles } = swarmNodes.count.labels;
  const counts = new Map<string, number>();
  for (const { Status, Spec } of nodes) {
    const key = `${Status.State} ${Spec.Availability} ${Spec.Role}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const state of states.values) {
    for (const availability of availabilities.values) {
      for (const role of roles.values) {
        const value = counts.get(`${state} ${availability} ${role}`) ?? 0;
        emit(swarmNodes.count, { state, availability, role }, value);
      }
    }
  }
};

const emitNode = (emit: Emit, { ID: node_id, Spec, Description, Status }: SwarmNode) => {
  const { Hostname: hostname, Platform, Engine } = Description;
  emit(swarmNodes.ready, { node_id, hostname }, Status.State === 'ready' ? 1 : 0);
  const labels = {
    node_id,
    hostname,
    address: Status.Addr,
    role: Spec.Role,
    engine_version: Engine.EngineVersion,
    os: Platform.OS,
    architecture: Platform.Architecture,
  };
  emit(swarmNodes.info, labels, 1);
};

/** Managers decide by more than half of all that there are, reachable or not. */
const majorityOf = (managers: number): number => Math.floor(managers / 2) + 1;

const emitManagers = (emit: Emit, nodes: readonly SwarmNode[]) => {
  const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus);
  const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === 'reachable').length;
  emit(swarmManagers.count, {}, managers.length);
  emit(swarmManagers.reachable, {}, reachable);
  emit(swarmManagers.quorumMargin, {}, reachable - majorityOf(managers.length));
  for (const { ID: node_id, ManagerStatus } of managers) {
    emit(swarmManagers.leader, { node_id }, ManagerStatus?.Leader ? 1 : 0);
  }
};

/** What is still known without a leader: who the managers are, and that they are too few. */
const emitQuorumLost = (emit: Emit, managers: readonly string[]) => {
  if (managers.length > 0) emit(swarmManagers.count, {}, managers.length);
  emit(swarmManagers.quorumMargin, {}, -1);
  for (const node_id of managers) emit(swarmManagers.leader, { node_id }, 0);
};

/**
 * Nodes of the Docker Swarm that the engine here manages, its managers and their quorum. It says so where they have lost that.
 * @see https://docs.docker.com/engine/swarm/raft/
 */
export const swarmNodesCollector = ({ nodes: askNodes }: Pick<SwarmReader, 'nodes'>): Collector => ({
  name: 'swarm_nodes',
  help: 'Nodes of the Docker Swarm that the engine here manages, its managers and their quorum.',
  enabled: true,
  timeoutMs: 4_000,
  families: [...Object.values(swarmNodes), ...Object.values(swarmManagers)],
  async collect({ emit, note, signal }) {
    try {
      const nodes = await askNodes(signal);
      emitCounts(emit, nodes);
      for (const node of nodes) emitNode(emit, node);
      emitManagers(emit, nodes);
    } catch (error) {
      if (!(error instanceof QuorumLost)) throw error;
      emitQuorumLost(emit, error.managers);
      note(error.message);
    }
  },
});
