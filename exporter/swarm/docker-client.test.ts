import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerAsDocker, answerWith, type DockerAnswers, watchDocker } from '../../test/support/docker-answers.ts';
import { healthySwarm } from '../../test/support/swarm-answers.ts';

let folder: string;
let socket: string;
let stop: (() => Promise<void>)[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-docker-client-'));
  socket = join(folder, 'docker.sock');
  stop = [];
});
afterEach(async () => {
  for (const end of stop) await end();
  await rm(folder, { recursive: true });
});

const answer = async (answers: () => DockerAnswers) => {
  const docker = await answerAsDocker(socket, answers);
  stop.push(docker.stop);
  return docker;
};

const watch = (options?: { readonly atMost: number }) => {
  const swarm = watchDocker(socket, options);
  stop.unshift(swarm.close);
  return swarm;
};

const worked = 'gapwatch_collector_success{collector="swarm_services"} 1';
const failed = 'gapwatch_collector_success{collector="swarm_services"} 0';
const nodesWorked = 'gapwatch_collector_success{collector="swarm_nodes"} 1';

describe('a Docker engine', () => {
  it('is asked by GET only, one request for each list however many collectors read it, in one version', async () => {
    const { asked } = await answer(() => healthySwarm);
    const { scrape } = watch();
    await scrape();
    const lists = ['GET /v1.43/nodes', 'GET /v1.43/services?status=true', 'GET /v1.43/tasks'];
    expect(asked).toEqual(['GET /version', ...lists]);
    await scrape();
    expect(asked).toEqual(['GET /version', ...lists, ...lists]);
  });

  it.each([
    ['1.52', '1.44', 'v1.44'],
    ['1.60', '1.50', 'v1.50'],
    ['1.41', undefined, 'v1.41'],
  ])('of API %s, at least %s, is asked in %s', async (ApiVersion, MinAPIVersion, spoken) => {
    const { asked } = await answer(() => ({ ...healthySwarm, '/version': { ApiVersion, MinAPIVersion } }));
    await watch().scrape();
    expect(asked[1]).toBe(`GET /${spoken}/nodes`);
  });

  it('that was updated meanwhile is asked in its new version', async () => {
    let answers: DockerAnswers = healthySwarm;
    const { asked } = await answer(() => answers);
    const { scrape } = watch();
    await scrape();
    answers = {
      ...healthySwarm,
      '/version': { ApiVersion: '1.60', MinAPIVersion: '1.50' },
      '/nodes': answerWith(400, 'no'),
    };
    await scrape();
    answers = { ...answers, '/nodes': healthySwarm['/nodes'] };
    expect(await scrape()).toContain(worked);
    expect(asked.at(-1)).toBe('GET /v1.50/tasks');
  });

  it('may send more than is read', async () => {
    await answer(() => healthySwarm);
    const { scrape, log } = watch({ atMost: 1024 * 1024 });
    expect(await scrape()).toContain(worked);
    expect(log).toEqual([]);
  });
});

describe('a Docker engine in trouble', () => {
  const half = JSON.stringify(healthySwarm['/tasks']).slice(0, -40);

  it.each<[string, DockerAnswers, string]>([
    [
      'answers with an error',
      { '/services': answerWith(500, '{"message":"rpc error:\n deadline exceeded"}') },
      'The Docker engine answers /v1.43/services?status=true with status 500: {"message":"rpc error: deadline exceeded"}',
    ],
    [
      'answers with garbage',
      { '/tasks': answerWith(200, '<html>no</html>') },
      "The Docker engine's answer to /v1.43/tasks is not a JSON list: <html>no</html>",
    ],
    [
      'answers with half a list',
      { '/tasks': answerWith(200, half) },
      "The Docker engine's answer to /v1.43/tasks ends before its list does",
    ],
    [
      'hangs up in the middle of a list',
      {
        '/tasks': (response: ServerResponse) => {
          response.writeHead(200, { 'content-length': 10_000 });
          response.write(half, () => response.destroy());
        },
      },
      'The Docker engine at SOCKET does not answer as it should: it hung up.',
    ],
    [
      'hangs up',
      { '/services': (response: ServerResponse) => response.destroy() },
      'The Docker engine at SOCKET does not answer as it should: it hung up.',
    ],
    [
      'tells no task counts',
      { '/services': [{ ID: 'a', Spec: { Name: 'a', Mode: { Global: {} } } }] },
      "The Docker engine's answer to /v1.43/services?status=true is not as its API says: 0.ServiceStatus: Invalid input: expected object, received undefined.",
    ],
    [
      'answers far too much',
      { '/tasks': answerWith(200, `[${' '.repeat(1024 * 1024)}]`) },
      "The Docker engine's answer to /v1.43/tasks is not read: it is larger than 1 MiB.",
    ],
    ['hangs', { '/services': () => {} }, 'It did not end within 1 s.'],
    [
      'hangs in the middle of a list',
      { '/tasks': (response: ServerResponse) => response.writeHead(200).write(half) },
      'It did not end within 1 s.',
    ],
  ])(
    '%s: its services fail in a sentence, its nodes are told, and all works again after',
    async (_, faults, reason) => {
      let answers: DockerAnswers = { ...healthySwarm, ...faults };
      await answer(() => answers);
      const { scrape, log } = watch({ atMost: 1024 * 1024 });
      const page = await scrape();
      expect(page).toEqual(expect.arrayContaining([failed, nodesWorked, 'swarm_quorum_margin 0']));
      expect(page.filter((line) => line.startsWith('swarm_service'))).toEqual([]);
      expect(log).toEqual([`error: Collector swarm_services failed: ${reason.replace('SOCKET', socket)}`]);
      answers = healthySwarm;
      await expect.poll(scrape).toContain(worked);
    },
  );

  it.each<[string, DockerAnswers, string]>([
    [
      'is too old',
      { '/version': { ApiVersion: '1.40' } },
      'The Docker engine speaks API 1.40, expected 1.41 or later: update Docker to 20.10 or later.',
    ],
    [
      'does not say what it is',
      { '/version': answerWith(200, 'nginx') },
      "The Docker engine's answer to /version is not JSON: nginx",
    ],
    [
      'answers with another shape',
      { '/nodes': [{ ID: 'a', Spec: { Role: 'king', Availability: 'active' }, Status: { State: 'ready' } }] },
      'The Docker engine\'s answer to /v1.43/nodes is not as its API says: 0.Spec.Role: Invalid option: expected one of "manager"|"worker".',
    ],
  ])('%s: all fails in one sentence, and works again after', async (_, faults, reason) => {
    let answers: DockerAnswers = { ...healthySwarm, ...faults };
    await answer(() => answers);
    const { scrape, log } = watch();
    expect(await scrape()).toContain(failed);
    expect(log).toEqual([
      `error: Collector swarm_nodes failed: ${reason}`,
      `error: Collector swarm_services failed: ${reason}`,
    ]);
    answers = healthySwarm;
    await expect.poll(scrape).toEqual(expect.arrayContaining([worked, nodesWorked]));
  });
});

describe('what is no Docker engine', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 'its answer is not HTTP/1.0'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'its answer is not HTTP/1.0'],
    ['x'.repeat(20_000), 'its answer is not HTTP/1.0'],
    ['HTTP/1.1 200 OK\r\n', 'it hung up'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]', 'it hung up'],
    ['', 'it hung up'],
  ])('and answers %j is told so', async (answered, reason) => {
    const server = createServer((connection) => {
      connection.on('error', () => {}).resume();
      connection.end(answered);
    }).listen(socket);
    await once(server, 'listening');
    stop.push(async () => {
      server.close();
      await once(server, 'close');
    });
    const { scrape, log } = watch();
    expect(await scrape()).toContain(failed);
    expect(log[0]).toBe(
      `error: Collector swarm_nodes failed: The Docker engine at ${socket} does not answer as it should: ${reason}.`,
    );
  });

  it('but says how long its answer is, need not end it', async () => {
    const server = createServer((connection) => {
      connection.on('error', () => {}).resume();
      const body = '{"ApiVersion":"1.40"}';
      connection.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    }).listen(socket);
    await once(server, 'listening');
    stop.push(async () => {
      server.close();
      await once(server, 'close');
    });
    const { scrape, log } = watch();
    await scrape();
    expect(log[0]).toContain('The Docker engine speaks API 1.40');
  });
});

describe('no Docker engine', () => {
  it('is a reason to skip where none was ever, and a failure once there was one', async () => {
    const { scrape, log } = watch();
    const sentence = `No Docker engine answers at ${socket} (exporter.dockerSocket).`;
    expect(await scrape()).toEqual([
      'gapwatch_collector_enabled{collector="swarm_nodes"} 0',
      'gapwatch_collector_enabled{collector="swarm_services"} 0',
    ]);
    expect(log.at(-1)).toBe(`info: Collector swarm_services is skipped: ${sentence}`);
    const { stop: stopDocker } = await answer(() => healthySwarm);
    expect(await scrape()).toContain(worked);
    stop.pop();
    await stopDocker();
    // The first may still be sent over the connection that was there.
    const lastSaid = async () => {
      expect(await scrape()).toContain(failed);
      return log.at(-1);
    };
    await expect.poll(lastSaid).toBe(`error: Collector swarm_services failed: ${sentence}`);
    await answer(() => healthySwarm);
    expect(await scrape()).toContain(worked);
  });

  it('is what a file is that is no socket', async () => {
    await writeFile(socket, '');
    const { scrape, log } = watch();
    await scrape();
    expect(log[0]).toBe(
      `info: Collector swarm_nodes is skipped: No Docker engine answers at ${socket} (exporter.dockerSocket).`,
    );
  });
});
