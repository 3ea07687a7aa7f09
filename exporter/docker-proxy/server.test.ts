import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containersPath } from '../containers/container-schema.ts';
import { type RunningDockerProxy, startDockerProxy } from './docker-proxy.ts';

/** What an engine tells, secrets among it. */
const engineAnswers: Readonly<Record<string, unknown>> = {
  '/version': { ApiVersion: '1.43', MinAPIVersion: '1.12', KernelVersion: '6.1' },
  '/info': {
    Name: 'node-1',
    HttpProxy: 'http://user:HIDDEN@proxy',
    Swarm: { LocalNodeState: 'active', ControlAvailable: true, Cluster: { RootCA: 'HIDDEN' } },
  },
  '/nodes': [
    {
      ID: 'n1',
      Spec: { Role: 'manager', Availability: 'active', Labels: { disk: 'ssd' } },
      Description: { Hostname: 'node-1', TLSInfo: { TrustRoot: 'HIDDEN' } },
      Status: { State: 'ready', Addr: '10.0.0.1' },
      ManagerStatus: { Leader: true, Reachability: 'reachable' },
    },
  ],
  '/services': [
    {
      ID: 's1',
      Spec: {
        Name: 'web',
        Labels: { 'com.docker.stack.namespace': 'shop', 'traefik.http.middlewares.auth.basicauth.users': 'HIDDEN' },
        Mode: { Replicated: { Replicas: 2 } },
        TaskTemplate: {
          ContainerSpec: {
            Image: 'web:1',
            Labels: { 'org.opencontainers.image.revision': 'abc', 'com.example.token': 'HIDDEN' },
            Args: ['--password=HIDDEN'],
            Env: ['PASSWORD=HIDDEN'],
            Secrets: [{ SecretName: 'HIDDEN' }],
            Configs: [{ ConfigName: 'HIDDEN' }],
            Mounts: [{ Source: '/HIDDEN' }],
          },
        },
      },
      PreviousSpec: { TaskTemplate: { ContainerSpec: { Env: ['PASSWORD=HIDDEN'] } } },
      ServiceStatus: { RunningTasks: 2, DesiredTasks: 2 },
    },
  ],
  '/tasks': [
    {
      ID: 't1',
      ServiceID: 's1',
      NodeID: 'n1',
      DesiredState: 'running',
      Spec: { ContainerSpec: { Env: ['PASSWORD=HIDDEN'] } },
      Status: { State: 'running', ContainerStatus: { ContainerID: 'c1', PID: 42 } },
    },
  ],
  '/containers/json': [
    {
      Id: 'c1',
      Created: 1,
      State: 'running',
      Command: 'web --password=HIDDEN',
      Labels: {
        'com.docker.swarm.service.name': 'web',
        'com.docker.swarm.task.name': 'web.1.t1',
        'com.docker.swarm.task.id': 't1',
        'com.docker.swarm.node.id': 'n1',
        'com.example.token': 'HIDDEN',
      },
    },
  ],
};

let folder: string;
let asked: string[];
let respond: (path: string) => { status: number; text: string };
let proxy: RunningDockerProxy;
let log: string[];
const ends: (() => Promise<unknown>)[] = [];

const socket = () => join(folder, 'proxy.sock');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-proxy-'));
  [asked, log] = [[], []];
  respond = (path) => ({ status: 200, text: JSON.stringify(engineAnswers[path.split('?')[0] ?? '']) });
  const engine = createServer((message, response) => {
    asked.push(`${message.method} ${message.url} ${JSON.stringify(message.headers)}`);
    const { status, text } = respond((message.url ?? '').replace(/^\/v1\.\d+/, ''));
    response.writeHead(status).end(text);
  }).listen(join(folder, 'engine.sock'));
  await once(engine, 'listening');
  proxy = await startDockerProxy(join(folder, 'engine.sock'), socket(), (_, sentence) => log.push(sentence));
  ends.push(async () => {
    await proxy.close();
    engine.closeAllConnections();
    engine.close();
    await rm(folder, { recursive: true });
  });
});
afterEach(async () => {
  await ends.pop()?.();
});

/** Asks the proxy as a client that keeps to HTTP. */
const ask = async (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}, body = '') => {
  const message = request({ socketPath: socket(), path, method, headers: { ...headers, connection: 'close' } });
  message.end(body);
  const [response] = await once(message, 'response');
  return { status: Number(response.statusCode), text: Buffer.concat(await response.toArray()).toString() };
};

/** Sends bytes as they are. @returns all that comes back until the connection ends */
const send = async (bytes: string): Promise<string> => {
  const connection = connect(socket());
  connection.write(bytes);
  return Buffer.concat(await connection.toArray()).toString();
};

const questions = ['/info', '/nodes', '/services?status=true', '/tasks', containersPath];

describe('what the exporter asks', () => {
  it.each(questions)('%s is answered, in any version, without what nobody needs', async (path) => {
    for (const prefix of ['', '/v1.41', '/v1.100']) {
      const { status, text } = await ask(`${prefix}${path}`);
      expect(status).toBe(200);
      expect(text).not.toContain('HIDDEN');
      expect(text.length).toBeGreaterThan(20);
    }
  });

  it('keeps the labels by which a stack and a build are known', async () => {
    const { text } = await ask('/services?status=true');
    expect(JSON.parse(text)[0].Spec).toMatchObject({
      Labels: { 'com.docker.stack.namespace': 'shop' },
      TaskTemplate: { ContainerSpec: { Image: 'web:1', Labels: { 'org.opencontainers.image.revision': 'abc' } } },
    });
  });

  it('is asked of the engine in words of the proxy, not of the client', async () => {
    await ask('/v1.41/nodes', 'GET', { 'x-registry-auth': 'mine', cookie: 'a=b', accept: 'text/html' });
    expect(asked.map((line) => line.split(' {')[0])).toEqual(['GET /version', 'GET /v1.43/nodes']);
    expect(asked.join()).not.toMatch(/mine|cookie|text\/html/);
  });

  it('has the status with which the engine refuses, so that the exporter knows a worker', async () => {
    respond = (path) =>
      path === '/nodes'
        ? { status: 503, text: '{"message":"This node is not a swarm manager."}' }
        : { status: 200, text: JSON.stringify(engineAnswers[path]) };
    const { status, text } = await ask('/nodes');
    expect(status).toBe(503);
    expect(text).toContain('This node is not a swarm manager.');
  });

  it('is 502 where no engine is, or one that speaks nonsense', async () => {
    respond = () => ({ status: 200, text: '<html>' });
    expect((await ask('/tasks')).status).toBe(502);
  });
});

describe('everything else is refused, and never reaches the engine:', () => {
  const paths = [
    ...[
      '/secrets',
      '/configs',
      '/containers/c1/json',
      '/containers/c1/logs',
      '/containers/c1/archive?path=/',
      '/services',
    ],
    ...[
      '/services/s1',
      '/tasks/t1',
      '/nodes/n1',
      '/events',
      '/images/json',
      '/swarm',
      '/swarm/unlockkey',
      '/system/df',
    ],
    ...[
      '/containers/json',
      '/containers/json?all=true',
      '/tasks?filters=%7B%7D',
      '/nodes?',
      '/nodes#',
      '/nodes/',
      '//nodes',
    ],
    ...['/./nodes', '/nodes/../secrets', '/v1.41/../secrets', '/v1.41//nodes', '/v1.41/v1.41/nodes', '/v2.0/nodes'],
    ...['/%6eodes', '/nodes%2f..%2fsecrets', '/containers%2fcreate', '/nodes%00', '/nodes;/secrets', '/NODES', '*', ''],
  ];
  it.each(paths)('GET %j', async (path) => {
    const answer = await send(`GET ${path} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(asked).toEqual([]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'])(
    '%s of a path that may be got',
    async (method) => {
      expect((await ask('/nodes', method)).status).toBe(403);
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['a body', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}'],
    [
      'a body in chunks',
      'GET /nodes HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    ],
    ['an upgrade', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'],
    ['an expectation', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nExpect: 100-continue\r\n\r\n'],
    ['an absolute address', 'GET http://docker/nodes HTTP/1.1\r\nHost: docker\r\n\r\n'],
    ['a tunnel', 'CONNECT docker:80 HTTP/1.1\r\nHost: docker\r\n\r\n'],
    ['two lengths', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n'],
    [
      'length and chunks',
      'GET /nodes HTTP/1.1\r\nHost: docker\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a folded header', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n'],
    ['a space before the colon', 'GET /nodes HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding : chunked\r\n\r\n'],
    ['bare line feeds', 'GET /nodes HTTP/1.1\nHost: docker\nTransfer-Encoding: chunked\n\n'],
    ['no host', 'GET /nodes HTTP/1.1\r\n\r\n'],
    ['headers without end', `GET /nodes HTTP/1.1\r\nHost: docker\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    // What follows in the same bytes is where a second request would hide.
    const answer = await send(`${bytes}POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n`);
    expect(answer).not.toContain('HTTP/1.1 200');
    expect(answer.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(asked).toEqual([]);
  });

  it('is logged, at most once in a while', async () => {
    for (let i = 0; i < 20; i += 1) await ask('/containers/create', 'POST');
    expect(log.slice(1)).toEqual(['Refused 1 requests, the last one: "POST /containers/create".']);
  });
});
