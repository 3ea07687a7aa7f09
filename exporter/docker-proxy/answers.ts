import { containerSchema, containersPath, engineSchema } from '../containers/container-schema.ts';
import type { DockerClient } from '../swarm/docker-client.ts';
import { docker, type SwarmService, type SwarmTask } from '../swarm/docker-schema.ts';
import { knownPartsOf } from '../swarm/task-failure.ts';

/** Gets an answer from the engine. */
type Answer = (engine: DockerClient, signal: AbortSignal) => Promise<unknown>;

/** The proxy's answers are those of this version, whichever the engine speaks. */
const version = { ApiVersion: '1.41', MinAPIVersion: '1.41' };

/** Labels that say where a service came from. Of others some hold passwords, such as those for a reverse proxy. */
const harmless = /^(com\.docker\.stack|org\.opencontainers\.image)\./;

const harmlessOf = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => harmless.test(name)));

const withHarmlessLabels = ({ Spec, ...service }: SwarmService): SwarmService => {
  const { ContainerSpec, ...template } = Spec.TaskTemplate;
  const container = ContainerSpec && { ...ContainerSpec, Labels: harmlessOf(ContainerSpec.Labels) };
  return {
    ...service,
    Spec: { ...Spec, Labels: harmlessOf(Spec.Labels), TaskTemplate: { ...template, ContainerSpec: container } },
  };
};

const withKnownError = ({ Status, ...task }: SwarmTask): SwarmTask => ({
  ...task,
  Status: { ...Status, ...(Status.Err !== undefined && { Err: knownPartsOf(Status.Err) }) },
});

/**
 * All that is let through, by path and query. Of an answer the client gets what our collectors' schemas name: the environment,
 * commands, mounts and secrets of tasks are not among it.
 */
const answers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['/version', async () => version],
  ['/info', ({ ask }, signal) => ask('/info', docker.info.extend(engineSchema.shape), signal)],
  ['/nodes', ({ list }, signal) => list('/nodes', docker.node, signal)],
  [
    '/services?status=true',
    async ({ list }, signal) => (await list('/services?status=true', docker.service, signal)).map(withHarmlessLabels),
  ],
  ['/tasks', async ({ list }, signal) => (await list('/tasks', docker.task, signal)).map(withKnownError)],
  [containersPath, ({ list }, signal) => list(containersPath, containerSchema, signal)],
]);

/**
 * How a request's target is answered; absent where it is none of those let through. It is compared letter by letter, but for the
 * version in front: nothing is decoded or resolved, so that there are no two ways to understand it.
 */
export const findAnswer = (target: string): Answer | undefined =>
  answers.get(target.replace(/^\/v1\.\d{1,3}(?=\/)/, ''));
