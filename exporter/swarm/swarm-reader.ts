import type { z } from 'zod';
import { CollectorError, CollectorSkipped } from '../engine/collector.ts';
import { excerpt } from '../json-answer.ts';
import type { DockerClient } from './docker-client.ts';
import { DockerStatusError } from './docker-error.ts';
import { docker, type SwarmNode, type SwarmService, type SwarmTask } from './docker-schema.ts';

/** The swarm has no leader, because too few of its managers reach each other: it runs on, but nobody knows how. */
export class QuorumLost extends CollectorError {
  override name = 'QuorumLost';
  /** Ids of all managers, as the engine here remembers them. */
  readonly managers: readonly string[];

  constructor(managers: readonly string[], cause: DockerStatusError) {
    super(`The swarm has no leader, so that nothing else is known of it. ${cause.message}`, { cause });
    this.managers = managers;
  }
}

/** Asks about the swarm; several collectors at once cost one request for each list. */
export interface SwarmReader {
  /** @throws QuorumLost if the swarm has no leader; CollectorSkipped where no swarm is managed from here */
  readonly nodes: (signal: AbortSignal) => Promise<readonly SwarmNode[]>;
  readonly services: (signal: AbortSignal) => Promise<readonly SwarmService[]>;
  /** Hands on each task as it comes: they are too many to be kept for nothing. */
  readonly eachTask: (take: (task: SwarmTask) => void, signal: AbortSignal) => Promise<void>;
}

type Info = z.output<typeof docker.info>['Swarm'];

/** Why the engine here has no nodes to tell of: no swarm is a reason to skip, a swarm in trouble is not. */
const sayNoNodes = (info: Info, cause: DockerStatusError): Error => {
  const { LocalNodeState, ControlAvailable, Error: reason = '', RemoteManagers } = info;
  if (ControlAvailable) {
    // A manager's other errors say nothing of its quorum.
    const leaderless = /does not have a leader|no elected cluster leader/.test(`${reason} ${cause.message}`);
    return leaderless
      ? new QuorumLost(
          (RemoteManagers ?? []).map(({ NodeID }) => NodeID),
          cause,
        )
      : cause;
  }
  if (LocalNodeState === 'active') {
    return new CollectorSkipped('The Docker engine here is a worker of its swarm; only managers know the services.', {
      cause,
    });
  }
  if (LocalNodeState === 'inactive') return new CollectorSkipped('The Docker engine here is in no swarm.', { cause });
  if (LocalNodeState === 'locked') {
    return new CollectorError(
      'The swarm is locked on the Docker engine here: unlock it with `docker swarm unlock`, or it manages nothing.',
      { cause },
    );
  }
  return new CollectorError(
    `The Docker engine here takes no part in its swarm: it is in state ${LocalNodeState}${reason && ` (${excerpt(reason)})`}.`,
    { cause },
  );
};

/** Makes what reads a swarm from one of its managers. Once it has answered, a swarm that is gone is a failure. */
export const readSwarm = ({ ask, each, list }: Pick<DockerClient, 'ask' | 'each' | 'list'>): SwarmReader => {
  let answered = false;
  let underWay: { readonly signal: AbortSignal; readonly answer: Promise<readonly SwarmNode[]> } | undefined;

  const askNodes = async (signal: AbortSignal): Promise<readonly SwarmNode[]> => {
    try {
      const nodes = await list('/nodes', docker.node, signal);
      answered = true;
      return nodes;
    } catch (error) {
      if (!(error instanceof DockerStatusError && error.status >= 500)) throw error;
      const { Swarm } = await ask('/info', docker.info, signal);
      throw sayNoNodes(Swarm, error);
    }
  };

  const share = async (signal: AbortSignal): Promise<readonly SwarmNode[]> => {
    if (underWay === undefined) {
      const answer = askNodes(signal).finally(() => {
        underWay = undefined;
      });
      underWay = { signal, answer };
      return answer;
    }
    const joined = underWay;
    return joined.answer.catch((error: unknown) => {
      // The one who asked has less time than the one who joined.
      if (joined.signal.aborted && !signal.aborted) return share(signal);
      throw error;
    });
  };

  return {
    async nodes(signal) {
      try {
        return await share(signal);
      } catch (error) {
        if (!(error instanceof CollectorSkipped && answered)) throw error;
        throw new CollectorError(error.message, { cause: error });
      }
    },
    services: (signal) => list('/services?status=true', docker.service, signal),
    eachTask: (take, signal) => each('/tasks', docker.task, take, signal),
  };
};
