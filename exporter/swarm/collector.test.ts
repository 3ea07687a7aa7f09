import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { makeEngine } from '../engine/engine.ts';
import { swarmCollector } from './collector.ts';
import { openDocker } from './docker-client.ts';

/** Answers by path; a function answers in its own way. */
type Answers = Readonly<Record<string, unknown>>;

const node = (id: string, state: string, role = 'worker') => ({
  ID: id,
  Spec: { Role: role, Availability: 'active' },
  Status: { State: state, Addr: '10.0.0.1' },
});
const task = (service: string, nodeId: string, state: string) => ({
  ID: `${service}-${nodeId}-${state}`,
  ServiceID: service,
  NodeID: nodeId,
  Status: { State: state },
});
const healthy: Answers = {
  '/version': { ApiVersion: '1.43', MinAPIVersion: '1.12' },
  '/nodes': [node('a', 'ready', 'manager'), node('b', 'ready')],
  '/services': [
    {
      ID: 'fungap',
      Spec: { Name: 'fungap', Labels: {}, Mode: { Replicated: { Replicas: 3 } } },
      ServiceStatus: { RunningTasks: 3, DesiredTasks: 3 },
    },
  ],
  '/tasks': [task('fungap', 'a', 'running'), task('fungap', 'b', 'running'), task('fungap', 'b', 'running')],
};

let folder: string;
let stop: (() => Promise<void>)[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-swarm-'));
  stop = [];
});
afterEach(async () => {
  for (const end of stop) await end();
  await rm(folder, { recursive: true });
});

/** An engine behind a socket. @returns what it was asked */
const answer = async (socket: string, answers: () => Answers): Promise<string[]> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const path = (request.url ?? '').replace(/^\/v1\.\d+/, '').replace(/\?.*/, '');
    const found = answers()[path];
    if (typeof found === 'function') found(response);
    else response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? { message: 'page not found' }));
  });
  server.listen(socket);
  await once(server, 'listening');
  stop.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return asked;
};

/** Watches the engine behind a socket. @returns scrapes it: the samples that are not 0, and the log so far */
const watch = (socket: string) => {
  const { ask, close } = openDocker(socket);
  const log: string[] = [];
  const engine = makeEngine([{ ...swarmCollector(ask, close), timeoutMs: 1_000 }], (_, sentence) => log.push(sentence));
  stop.unshift(engine.close);
  return async () => {
    const lines = renderSamples(await engine.scrape(5_000)).split('\n');
    return {
      page: lines.filter((line) => /^(swarm|gapwatch_collector_(success|enabled))/.test(line) && !line.endsWith(' 0')),
      log,
    };
  };
};

const socketPath = () => join(folder, 'docker.sock');

describe('a swarm', () => {
  it('has tasks that do not run, because their node is down, whatever their last state', async () => {
    const answers = { ...healthy, '/nodes': [node('a', 'ready', 'manager'), node('b', 'down')] };
    await answer(socketPath(), () => answers);
    const { page } = await watch(socketPath())();
    expect(page).toEqual([
      'swarm_nodes{state="ready",availability="active",role="manager"} 1',
      'swarm_nodes{state="down",availability="active",role="worker"} 1',
      'swarm_tasks{service_name="fungap",state="running"} 1',
      'swarm_tasks{service_name="fungap",state="unreachable"} 2',
      'swarm_service_replicas_desired{service_name="fungap",stack="",mode="replicated"} 3',
      'swarm_service_replicas_running{service_name="fungap",stack="",mode="replicated"} 1',
      'gapwatch_collector_enabled{collector="swarm"} 1',
      'gapwatch_collector_success{collector="swarm"} 1',
    ]);
  });

  it('shows a service without tasks as one that runs none', async () => {
    await answer(socketPath(), () => ({ ...healthy, '/tasks': [] }));
    const { page } = await watch(socketPath())();
    expect(page).toContain('swarm_service_replicas_desired{service_name="fungap",stack="",mode="replicated"} 3');
    expect(page.join()).not.toContain('replicas_running');
  });

  it('counts a node in a state that is new to us as unknown', async () => {
    await answer(socketPath(), () => ({ ...healthy, '/nodes': [node('a', 'dreaming')] }));
    expect((await watch(socketPath())()).page[0]).toBe(
      'swarm_nodes{state="unknown",availability="active",role="worker"} 1',
    );
  });

  it('is asked by GET only, one request for each list, in the newest version that both speak', async () => {
    const asked = await answer(socketPath(), () => healthy);
    const scrape = watch(socketPath());
    await scrape();
    expect(asked).toEqual(['GET /version', 'GET /v1.43/nodes', 'GET /v1.43/services?status=true', 'GET /v1.43/tasks']);
    await scrape();
    expect(asked).toHaveLength(7);
  });

  it.each([
    ['1.52', '1.44', 'v1.44'],
    ['1.60', '1.50', 'v1.50'],
    ['1.41', undefined, 'v1.41'],
  ])('is asked of an engine of API %s, at least %s, in %s', async (ApiVersion, MinAPIVersion, spoken) => {
    const asked = await answer(socketPath(), () => ({ ...healthy, '/version': { ApiVersion, MinAPIVersion } }));
    await watch(socketPath())();
    expect(asked[1]).toBe(`GET /${spoken}/nodes`);
  });
});

describe('an engine in trouble', () => {
  const end = (status: number, body: string) => (response: ServerResponse) => response.writeHead(status).end(body);

  it.each<[string, Answers, string]>([
    [
      'answers with an error',
      { '/services': end(500, '{"message":"rpc error:\n deadline exceeded"}') },
      'The Docker engine answers /v1.43/services?status=true with status 500: {"message":"rpc error: deadline exceeded"}',
    ],
    [
      'answers with garbage',
      { '/tasks': end(200, '<html>no</html>') },
      "The Docker engine's answer to /v1.43/tasks is not JSON: <html>no</html>",
    ],
    [
      'answers with another shape',
      { '/nodes': [{ ID: 'a', Spec: { Role: 'king', Availability: 'active' }, Status: { State: 'ready' } }] },
      'The Docker engine\'s answer to /v1.43/nodes is not as its API says: 0.Spec.Role: Invalid option: expected one of "manager"|"worker".',
    ],
    [
      'tells no task counts',
      { '/services': [{ ID: 'a', Spec: { Name: 'a', Mode: {} } }] },
      "The Docker engine's answer to /v1.43/services?status=true is not as its API says: 0.ServiceStatus: Invalid input: expected object, received undefined.",
    ],
    [
      'is too old',
      { '/version': { ApiVersion: '1.40' } },
      'The Docker engine speaks API 1.40, expected 1.41 or later: update Docker to 20.10 or later.',
    ],
    [
      'hangs up',
      { '/nodes': (response: ServerResponse) => response.destroy() },
      'The Docker engine at SOCKET does not answer as it should: other side closed.',
    ],
    ['hangs', { '/nodes': () => {} }, 'It did not end within 1 s.'],
    [
      'hangs in the middle',
      { '/nodes': (response: ServerResponse) => response.writeHead(200).write('[') },
      'It did not end within 1 s.',
    ],
    [
      'has lost its leader',
      {
        '/nodes': end(503, '{"message":"The swarm does not have a leader."}'),
        '/info': { Swarm: { LocalNodeState: 'active', ControlAvailable: true } },
      },
      'The Docker engine answers /v1.43/nodes with status 503: {"message":"The swarm does not have a leader."}',
    ],
  ])('%s: it fails in a sentence, and works again after', async (_, faults, reason) => {
    let answers: Answers = { ...healthy, ...faults };
    await answer(socketPath(), () => answers);
    const scrape = watch(socketPath());
    const failed = await scrape();
    expect(failed.page).toEqual(['gapwatch_collector_enabled{collector="swarm"} 1']);
    expect(failed.log).toEqual([`Collector swarm failed: ${reason.replace('SOCKET', socketPath())}`]);
    answers = healthy;
    await expect.poll(async () => (await scrape()).page).toContain('gapwatch_collector_success{collector="swarm"} 1');
  });
});

describe('no swarm', () => {
  it.each<[string, Answers, string]>([
    [
      'in none',
      { Swarm: { LocalNodeState: 'inactive', ControlAvailable: false } },
      'The Docker engine here is in no swarm.',
    ],
    [
      'a worker',
      { Swarm: { LocalNodeState: 'active', ControlAvailable: false } },
      'The Docker engine here is a worker of its swarm; only managers know the services.',
    ],
  ])('is a reason to skip where the engine is %s', async (_, info, reason) => {
    const notManager = (response: ServerResponse) => response.writeHead(503).end('{"message":"not a swarm manager"}');
    await answer(socketPath(), () => ({ ...healthy, '/nodes': notManager, '/info': info }));
    expect(await watch(socketPath())()).toEqual({ page: [], log: [`Collector swarm is skipped: ${reason}`] });
  });

  it('is a reason to skip where no engine is, and a failure once there was one', async () => {
    const scrape = watch(socketPath());
    const sentence = `No Docker engine answers at ${socketPath()} (exporter.dockerSocket).`;
    expect(await scrape()).toEqual({ page: [], log: [`Collector swarm is skipped: ${sentence}`] });
    await answer(socketPath(), () => healthy);
    expect((await scrape()).page).toContain('gapwatch_collector_success{collector="swarm"} 1');
    await stop.pop()?.();
    await expect.poll(async () => (await scrape()).log.at(-1)).toBe(`Collector swarm failed: ${sentence}`);
  });
});
