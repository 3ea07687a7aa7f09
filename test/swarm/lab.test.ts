import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { readState } from '../../lab/supervisor/state.ts';
import { swarmNames } from '../../lab/swarm/names.ts';
import { swarmObstacle } from '../../lab/swarm/obstacle.ts';
import { eachLab } from '../support/each-lab.ts';
import { seriesValue } from '../support/watch-swarm.ts';

const obstacle = await swarmObstacle();

/** Links, rules and cgroups of this machine that are named after the lab's Swarm. */
const leftOf = async (folder: string): Promise<string[]> => {
  const { bridge, cgroup } = await swarmNames(join(folder, '.lab/swarm'));
  const lists = await Promise.all([
    execa('ip', ['-oneline', 'link', 'show']),
    execa('iptables', ['-S']),
    execa('find', ['/sys/fs/cgroup', '-name', cgroup]),
  ]);
  return lists
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter((line) => line.includes(bridge) || line.includes(cgroup));
};

describe.skipIf(obstacle !== undefined)(`the lab with a Swarm${obstacle === undefined ? '' : ` (${obstacle})`}`, () => {
  const lab = eachLab();

  it('runs the chat on three nodes, told of by the exporter and an agent on each, and leaves nothing though it is killed', async () => {
    const started = await lab().run('--swarm', '--detach', ...lab().only('mariadb', 'redis', 'app', 'exporter'));
    expect(started.all).toContain('Everything is up.');
    const rooms = await fetch(`http://127.0.0.1:${lab().config.app.port}/chat/rooms`);
    expect(await rooms.json()).toMatchObject({ result: 'success' });

    const page = await (await fetch(`http://127.0.0.1:${lab().config.exporter.port}/metrics`)).text();
    for (const service_name of ['fungap', 'agent', 'docker-proxy']) {
      const labels = { service_name, stack: 'gapwatch' };
      expect(seriesValue(page.split('\n'), 'swarm_service_replicas_running', labels)).toBe(3);
    }
    const agents = [...page.matchAll(/^swarm_node_info\{.*address="([^"]+)"/gm)].map(([, address]) => address);
    expect(agents).toHaveLength(3);
    for (const address of agents) {
      const own = (await (await fetch(`http://${address}:${lab().config.exporter.port}/metrics`)).text()).split('\n');
      expect(seriesValue(own, 'swarm_container_memory_working_set_bytes', { service_name: 'fungap' })).toBeGreaterThan(
        0,
      );
    }

    const state = readState(join(lab().folder, '.lab/state.json'));
    const app = state?.services.find(({ name }) => name === 'app')?.process;
    // The lab and what runs the Swarm: nobody is left who would take it down.
    for (const pid of [state?.lab.pid, app?.pid]) process.kill(pid ?? Number.NaN, 'SIGKILL');
    expect((await leftOf(lab().folder)).length).toBeGreaterThan(0);
    const stopped = await lab().run('stop');
    expect(stopped.all).toContain(`An earlier lab has left a Swarm in ${lab().folder}/.lab/swarm; takes it down.`);
    expect(await leftOf(lab().folder)).toEqual([]);
    expect(existsSync(join(lab().folder, '.lab/swarm/node-1'))).toBe(false);
  }, 240_000);
});
