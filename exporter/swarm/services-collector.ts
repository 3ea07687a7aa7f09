import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { asLabel, type SwarmService } from './docker-schema.ts';
import { failureReasons, swarmServices } from './families.ts';
import { makePlacement } from './placement.ts';
import { buildOf } from './service-build.ts';
import { makeServiceTally, type ServiceTally } from './service-tally.ts';
import type { SwarmReader } from './swarm-reader.ts';
import { makeTaskHistory, type TaskCounts } from './task-history.ts';

/** Services after which others have their turn on the event loop: about 1 ms of work. */
const servicesInTurn = 100;

const emitCounts = (emit: Emit, service_name: string, { starts, failures }: TaskCounts) => {
  emit(swarmServices.starts, { service_name }, starts);
  // All of them from the first: of a series that begins at 1, Prometheus does not know that it has grown.
  for (const reason of failureReasons) emit(swarmServices.failures, { service_name, reason }, failures[reason]);
};

const emitUpdate = (emit: Emit, service_name: string, { UpdateStatus }: SwarmService) => {
  if (!UpdateStatus) return;
  for (const state of swarmServices.updateState.labels.state.values) {
    emit(swarmServices.updateState, { service_name, state }, state === UpdateStatus.State ? 1 : 0);
  }
};

const emitService = (emit: Emit, service: SwarmService, tally: ServiceTally) => {
  const { Name: service_name, Labels } = service.Spec;
  const { mode, desired, running } = tally.replicas();
  const labels = { service_name, stack: asLabel(Labels['com.docker.stack.namespace'] ?? ''), mode };
  emit(swarmServices.desired, labels, desired);
  emit(swarmServices.running, labels, running);
  emitUpdate(emit, service_name, service);
  emit(swarmServices.build, { service_name, ...buildOf(service) }, 1);
  for (const { count, ...states } of tally.states()) emit(swarmServices.tasks, { service_name, ...states }, count);
};

/**
 * Services and tasks of the Docker Swarm that the engine here manages: one request for each list, however long. It polls, so that
 * there is no stream of events to lose.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export const swarmServicesCollector = (swarm: SwarmReader): Collector => {
  const history = makeTaskHistory();
  return {
    name: 'swarm_services',
    help: 'Services of the Docker Swarm that the engine here manages, their updates and their tasks.',
    enabled: true,
    timeoutMs: 4_000,
    families: Object.values(swarmServices),
    async collect({ emit, signal }) {
      // Nodes first, since they tell whether there is a swarm at all; one after the other, so that of those that fail none is left.
      const nodes = await swarm.nodes(signal);
      const known = { byId: new Map(nodes.map((node) => [node.ID, node])), placesOf: makePlacement(nodes) };
      const services = await swarm.services(signal);
      const tallies = new Map(services.map((service) => [service.ID, makeServiceTally(service, known)]));
      const look = history.look(services);
      await swarm.eachTask((task) => {
        look.take(task);
        tallies.get(task.ServiceID ?? '')?.take(task);
      }, signal);
      const counts = look.end();
      for (const [index, service] of services.entries()) {
        if (index % servicesInTurn === 0) await nextTurn();
        const [tally, own] = [tallies.get(service.ID), counts.get(service.ID)];
        if (tally) emitService(emit, service, tally);
        if (own) emitCounts(emit, service.Spec.Name, own);
      }
    },
  };
};
