import type { DockerAnswers } from './docker-answers.ts';

/** What a made node is, where it differs from an active worker that is ready. */
interface NodeOptions {
  readonly state?: string;
  readonly availability?: string;
  readonly manager?: { readonly leader?: boolean; readonly reachability?: string };
  readonly labels?: Readonly<Record<string, string>>;
}

/** A node as GET /nodes tells of it. */
export const makeNode = (
  id: string,
  { state = 'ready', availability = 'active', manager, labels = {} }: NodeOptions = {},
) => ({
  ID: id,
  Version: { Index: 10 },
  Spec: { Role: manager ? 'manager' : 'worker', Availability: availability, Labels: labels },
  Description: {
    Hostname: `host-${id}`,
    Platform: { Architecture: 'x86_64', OS: 'linux' },
    Engine: { EngineVersion: '20.10.24', Plugins: [{ Type: 'Network', Name: 'overlay' }] },
    TLSInfo: { TrustRoot: '-----BEGIN CERTIFICATE-----\nMII{["]}\n-----END CERTIFICATE-----\n' },
  },
  Status: { State: state, Addr: '10.0.0.1' },
  ...(manager && {
    ManagerStatus: {
      ...(manager.leader && { Leader: true }),
      Reachability: manager.reachability ?? 'reachable',
      Addr: '10.0.0.1:2377',
    },
  }),
});

/** What a made service is, where it differs from a replicated one of three tasks that was never updated. */
interface ServiceOptions {
  readonly mode?: object;
  readonly status?: { readonly DesiredTasks: number; readonly RunningTasks?: number; readonly CompletedTasks?: number };
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly containerLabels?: Readonly<Record<string, string>>;
  readonly constraints?: readonly string[];
  readonly update?: string;
}

/** A service as GET /services?status=true tells of it; its name is its id. */
export const makeService = (
  id: string,
  {
    mode = { Replicated: { Replicas: 3 } },
    status = { DesiredTasks: 3 },
    labels = {},
    image = 'tiny:latest',
    containerLabels,
    constraints,
    update,
  }: ServiceOptions = {},
) => ({
  ID: id,
  Spec: {
    Name: id,
    Labels: labels,
    TaskTemplate: {
      ContainerSpec: { Image: image, ...(containerLabels && { Labels: containerLabels }) },
      Placement: constraints ? { Constraints: constraints } : {},
      ForceUpdate: 0,
    },
    Mode: mode,
  },
  Endpoint: { Spec: {} },
  ...(update && { UpdateStatus: { State: update, StartedAt: '2024-01-01T00:00:00Z', Message: 'update in progress' } }),
  ServiceStatus: { RunningTasks: 0, CompletedTasks: 0, ...status },
});

/** What a made task is, where it differs from one that runs and should. */
interface TaskOptions {
  readonly id?: string;
  readonly state?: string;
  readonly desired?: string;
  readonly error?: string;
  readonly container?: string;
}

let made = 0;

/** A task as GET /tasks tells of it. */
export const makeTask = (
  service: string,
  node: string,
  { id, state = 'running', desired = 'running', error, container }: TaskOptions = {},
) => {
  made += 1;
  return {
    ID: id ?? `task-${made}`,
    Labels: {},
    Spec: { ContainerSpec: { Image: 'tiny:latest', Env: ['A={"b":[1]}'] } },
    ServiceID: service,
    Slot: 1,
    NodeID: node,
    Status: {
      Timestamp: '2024-01-01T00:00:00Z',
      State: state,
      Message: 'started',
      ...(error && { Err: error }),
      ...(container && { ContainerStatus: { ContainerID: container, PID: 0, ExitCode: 0 } }),
      PortStatus: {},
    },
    DesiredState: desired,
  };
};

/** A swarm of a manager and a worker that runs three tasks. */
export const healthySwarm: DockerAnswers = {
  '/version': { ApiVersion: '1.43', MinAPIVersion: '1.12' },
  '/nodes': [makeNode('a', { manager: { leader: true } }), makeNode('b')],
  '/services': [makeService('fungap')],
  '/tasks': [makeTask('fungap', 'a'), makeTask('fungap', 'b'), makeTask('fungap', 'b')],
};
