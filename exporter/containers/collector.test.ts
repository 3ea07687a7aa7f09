import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { makeEngine } from '../engine/engine.ts';
import { findCgroups } from './cgroups.ts';
import { containersCollector } from './collector.ts';
import type { SwarmContainer } from './container-schema.ts';

const id = (letter: string) => letter.repeat(64);

/** A task's container as the engine lists it. */
const container = (letter: string, task: string, created = 1): SwarmContainer => ({
  Id: id(letter),
  Created: created,
  State: 'running',
  Labels: {
    'com.docker.swarm.service.name': task.split('.')[0] ?? '',
    'com.docker.swarm.task.name': `${task}.${letter}task`,
    'com.docker.swarm.task.id': `${letter}task`,
    'com.docker.swarm.node.id': 'n1',
  },
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-cgroup-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};

/** Files of a container's cgroup of version 2, as a kernel of 6.1 writes them. */
const writeSecond = async (path: string, more: Readonly<Record<string, string>> = {}) => {
  await write('cgroup.controllers', 'cpuset cpu io memory hugetlb pids rdma\n');
  const files = {
    'cpu.stat':
      'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 40\nnr_throttled 10\nthrottled_usec 750000\n',
    'memory.current': '9000000\n',
    'memory.stat':
      'anon 5000000\nfile 4000000\nkernel 0\ninactive_anon 0\ninactive_file 3000000\nactive_file 1000000\n',
    'memory.max': '67108864\n',
    'memory.events': 'low 0\nhigh 0\nmax 3\noom 1\noom_kill 2\noom_group_kill 0\n',
    'pids.current': '4\n',
    ...more,
  };
  for (const [name, text] of Object.entries(files)) await write(join(path, name), text);
};

/** A container's files of version 1, each below its controller's folder. */
const writeFirst = async (path: string, limit: string) => {
  const files = {
    'cpu,cpuacct': {
      'cpuacct.usage': '2500000000\n',
      'cpu.stat': 'nr_periods 40\nnr_throttled 10\nthrottled_time 750000000\n',
    },
    memory: {
      'memory.usage_in_bytes': '9000000\n',
      'memory.stat': 'cache 4000000\ninactive_file 1\ntotal_cache 4000000\ntotal_inactive_file 3000000\n',
      'memory.limit_in_bytes': `${limit}\n`,
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    },
    pids: { 'pids.current': '4\n' },
  };
  for (const [controller, own] of Object.entries(files)) {
    for (const [name, text] of Object.entries(own)) await write(join(controller, path, name), text);
  }
};

/** Watches the folder with the answers of an engine. @returns scrapes it; a sample as its name, task and value */
const watch = (answers: () => readonly SwarmContainer[]) => {
  const log: string[] = [];
  let asked = 0;
  const collector = containersCollector({
    findCgroups: () => findCgroups(folder),
    async listContainers() {
      asked += 1;
      return answers();
    },
    nameNode: async () => 'worker-7',
  });
  const engine = makeEngine([{ ...collector, enabled: true }], (_, sentence) => log.push(sentence));
  return {
    log,
    asked: () => asked,
    async scrape(): Promise<string[]> {
      const lines = renderSamples(await engine.scrape(5_000)).split('\n');
      return lines.flatMap((line) => {
        const [, name, task, value] = /^(swarm_container\w+)\{.*task="([^"]+)".*\} (\S+)$/.exec(line) ?? [];
        return name === undefined ? [] : [`${name} ${task} ${value}`];
      });
    },
  };
};

const everything = (task: string) => [
  `swarm_container_cpu_seconds_total ${task} 2.5`,
  `swarm_container_cpu_periods_total ${task} 40`,
  `swarm_container_cpu_throttled_periods_total ${task} 10`,
  `swarm_container_cpu_throttled_seconds_total ${task} 0.75`,
  `swarm_container_memory_working_set_bytes ${task} 6000000`,
  `swarm_container_memory_limit_bytes ${task} 67108864`,
  `swarm_container_oom_kills_total ${task} 2`,
  `swarm_container_pids ${task} 4`,
];

describe('a container', () => {
  it.each([
    ['by its id below a folder of Docker', `docker/${id('a')}`],
    ['as a scope of systemd', `system.slice/docker-${id('a')}.scope`],
    ['below a parent of its own choice', `chat.slice/chat-web.slice/docker-${id('a')}.scope`],
    ['of Docker without root', `user.slice/user-1000.slice/user@1000.service/app.slice/docker-${id('a')}.scope`],
  ])('is found in version 2 %s', async (_, path) => {
    await writeSecond(path);
    expect(await watch(() => [container('a', 'web.1')]).scrape()).toEqual(everything('web.1'));
  });

  it.each([[`docker/${id('a')}`], [`system.slice/docker-${id('a')}.scope`]])(
    'is found in version 1 at %s',
    async (path) => {
      await writeFirst(path, '67108864');
      expect(await watch(() => [container('a', 'web.1')]).scrape()).toEqual(everything('web.1'));
    },
  );

  it.each([
    ['1', () => writeFirst(`docker/${id('a')}`, '9223372036854771712')],
    ['2', () => writeSecond(`docker/${id('a')}`, { 'memory.max': 'max\n' })],
  ])('without a limit has no series of it in version %s', async (_, write) => {
    await write();
    const page = await watch(() => [container('a', 'web.1')]).scrape();
    expect(page).toEqual(everything('web.1').filter((line) => !line.includes('limit_bytes')));
  });

  it('has no series of what its kernel does not tell, rather than zeros', async () => {
    await write('cgroup.controllers', 'cpu\n');
    await write(`docker/${id('a')}/cpu.stat`, 'usage_usec 1000000\nuser_usec 1\nsystem_usec 1\n');
    expect(await watch(() => [container('a', 'web.1')]).scrape()).toEqual([
      'swarm_container_cpu_seconds_total web.1 1',
    ]);
  });

  it('of no service is not told of', async () => {
    await writeSecond(`docker/${id('a')}`);
    await writeSecond(`docker/${id('b')}`);
    expect(await watch(() => [container('a', 'web.1')]).scrape()).toEqual(everything('web.1'));
  });

  it('that takes the place of another under its name is the one that is told of', async () => {
    await writeSecond(`docker/${id('a')}`, { 'pids.current': '1\n' });
    await writeSecond(`docker/${id('b')}`, { 'pids.current': '2\n' });
    const page = await watch(() => [container('b', 'web.1', 20), container('a', 'web.1', 10)]).scrape();
    expect(page.filter((line) => line.includes('pids'))).toEqual(['swarm_container_pids web.1 2']);
  });

  it('that is gone has no series in the next scrape', async () => {
    await writeSecond(`docker/${id('a')}`);
    await writeSecond(`docker/${id('b')}`);
    const { scrape } = watch(() => [container('a', 'web.1'), container('b', 'web.2')]);
    expect((await scrape()).length).toBe(16);
    await rm(join(folder, `docker/${id('a')}`), { recursive: true });
    expect(await scrape()).toEqual(everything('web.2'));
  });
});

describe('the engine', () => {
  it('is asked only when a container has come, and its trouble meanwhile is not seen', async () => {
    await writeSecond(`docker/${id('a')}`);
    await writeSecond(`docker/${id('f')}`);
    let broken = false;
    const { scrape, asked, log } = watch(() => {
      if (broken) throw new Error('no answer');
      return [container('a', 'web.1'), container('b', 'web.2')];
    });
    await scrape();
    broken = true;
    expect(await scrape()).toEqual(everything('web.1'));
    expect(asked()).toBe(1);
    await writeSecond(`docker/${id('b')}`);
    expect(await scrape()).toEqual([]);
    expect(log.at(-1)).toBe('Collector containers failed: Error: no answer');
    broken = false;
    expect((await scrape()).sort()).toEqual([...everything('web.1'), ...everything('web.2')].sort());
  });

  it('that runs containers of which none is seen here makes it a failure', async () => {
    await write('cgroup.controllers', 'cpu memory\n');
    const { scrape, log } = watch(() => [container('a', 'web.1')]);
    expect(await scrape()).toEqual([]);
    expect(log.at(-1)).toBe(
      "Collector containers failed: The Docker engine runs 1 containers of services, but no container's cgroup is seen from here; mount the host's /sys/fs/cgroup, and name it in exporter.cgroupFolder.",
    );
  });
});
