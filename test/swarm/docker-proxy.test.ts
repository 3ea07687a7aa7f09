import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startDockerProxy } from '../../exporter/docker-proxy/docker-proxy.ts';
import { importImage } from '../../lab/swarm/image.ts';
import { createService, startTestSwarm, type TestSwarm } from '../support/start-swarm.ts';
import { seriesValue, watchSwarm } from '../support/watch-swarm.ts';

const swarm = await startTestSwarm(1);

/** What someone would try who has got into a container with the proxy's socket; prints the status of each, and all answers. */
const burglar = `
const { request } = require('node:http');
const ask = (method, path, body) => new Promise((resolve) => {
  const message = request({ socketPath: '/proxy/docker.sock', method, path, headers: { 'content-type': 'application/json' } }, (response) => {
    let text = '';
    response.on('data', (chunk) => (text += chunk));
    response.on('end', () => resolve([response.statusCode, text]));
  });
  message.on('error', (error) => resolve([0, String(error)]));
  message.on('upgrade', () => resolve([101, '']));
  message.end(body);
});
(async () => {
  const results = {};
  for (const [method, path, body] of JSON.parse(process.argv[1])) results[method + ' ' + path] = await ask(method, path, body);
  console.log(JSON.stringify(results));
})();
`;

const watchProxy =
  ({ nodes: [node], ...rest }: TestSwarm) =>
  async () => {
    const { docker } = node;
    const folder = join(dirname(node.socket), 'proxy');
    const socket = join(folder, 'docker.sock');
    const proxy = await startDockerProxy(node.socket, socket, () => {});
    const { scrape, scrapeOnce, close } = watchSwarm(socket);
    afterAll(async () => {
      await close();
      await proxy.close();
      await rest.stop();
    });

    it('lets an exporter see all that it sees without', async () => {
      await writeFile(join(dirname(socket), 'password'), 'TOPSECRET');
      await docker('secret', 'create', 'db-password', join(dirname(socket), 'password'));
      await docker('config', 'create', 'db-config', join(dirname(socket), 'password'));
      const options = [
        '--env',
        'PASSWORD=TOPSECRET',
        '--secret',
        'db-password',
        '--label',
        'com.docker.stack.namespace=shop',
      ];
      await createService({ nodes: [node], ...rest }, 'vault', ...options, 'tiny', '/bin/sleep', '1000');
      const replicas = () => docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}');
      const page = await scrapeOnce(replicas, /vault 1\/1/);
      expect(seriesValue(page, 'swarm_service_replicas_running', { service_name: 'vault', stack: 'shop' })).toBe(1);
      expect(seriesValue(page, 'swarm_container_memory_working_set_bytes', { service_name: 'vault' })).toBeGreaterThan(
        0,
      );

      const direct = watchSwarm(node.socket);
      const without = await direct.scrape();
      await direct.close();
      const series = (lines: readonly string[]) => lines.map((line) => line.slice(0, line.lastIndexOf(' '))).sort();
      expect(series(await scrape())).toEqual(series(without));
    });

    it('is what the stack for real machines asks for, as far as the swarm can tell', async () => {
      await docker('secret', 'create', 'mysql-exporter', join(dirname(socket), 'password'));
      const file = join(import.meta.dirname, '../../deploy/swarm/stack.yml');
      await docker('stack', 'deploy', '--resolve-image', 'never', '--compose-file', file, 'gapwatch');
      const services = await docker('stack', 'services', 'gapwatch', '--format', '{{.Name}} {{.Mode}}');
      expect(services.split('\n').sort()).toEqual([
        'gapwatch_agent global',
        'gapwatch_docker-proxy global',
        'gapwatch_exporter replicated',
      ]);
      await docker('stack', 'rm', 'gapwatch');
    });

    it('lets a container that has it create, run, attach and read nothing', async () => {
      const container = await docker(
        'ps',
        '--quiet',
        '--no-trunc',
        '--filter',
        'label=com.docker.swarm.service.name=vault',
      );
      const create = JSON.stringify({
        Image: 'tiny',
        Cmd: ['/bin/sleep', '1'],
        HostConfig: { Binds: ['/:/host'], Privileged: true },
      });
      const attempts: readonly (readonly [string, string, string?])[] = [
        ['POST', '/containers/create', create],
        ['POST', '/v1.41/containers/create?name=x', create],
        ['POST', `/containers/${container}/exec`, '{"Cmd":["/bin/sh"],"AttachStdout":true}'],
        ['POST', `/containers/${container}/attach?stream=1&stdout=1`],
        ['POST', `/containers/${container}/kill`],
        ['POST', '/services/create', '{}'],
        ['POST', '/swarm/leave?force=true'],
        ['GET', `/containers/${container}/json`],
        ['GET', `/containers/${container}/logs?stdout=1`],
        ['GET', `/containers/${container}/archive?path=/run/secrets/db-password`],
        ['GET', '/secrets'],
        ['GET', '/configs'],
        ['GET', '/swarm/unlockkey'],
        ['GET', '/services/vault'],
        ['GET', '/info'],
        ['GET', '/services?status=true'],
        ['GET', '/tasks'],
      ];
      await importImage([docker], 'node', { programs: [process.execPath], folders: [] });
      const mount = `type=bind,source=${folder},target=/proxy`;
      const printed = await docker(
        ...['run', '--rm', '--network', 'none', '--mount', mount, 'node', process.execPath],
        ...['-e', burglar, JSON.stringify(attempts)],
      );
      const results: Record<string, [number, string]> = JSON.parse(printed);
      const allowed = ['GET /info', 'GET /services?status=true', 'GET /tasks'];
      for (const [attempt, [status]] of Object.entries(results)) {
        expect([attempt, status]).toEqual([attempt, allowed.includes(attempt) ? 200 : 403]);
      }
      expect(Object.keys(results)).toHaveLength(attempts.length);
      expect(results['GET /tasks']?.[1]).toContain('"State":"running"');
      expect(printed).not.toContain('TOPSECRET');
      // The one who asks the engine itself would have found it.
      expect(await docker('service', 'inspect', 'vault')).toContain('TOPSECRET');
    });
  };

if (typeof swarm === 'string') it.skip(`the proxy of a real engine (${swarm})`, () => {});
else describe('the proxy of a real engine', watchProxy(swarm));
