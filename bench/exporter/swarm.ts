import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { freePort } from '../../test/support/free-port.ts';
import { besideOf, comparisonOf } from '../benchmark.ts';
import type { Part } from './part.ts';

const nodes = 1_000;
const tasks = 10_000;

/** Scrapes of each, in turn, after as many that are not counted: by then all code is compiled. */
const rounds = 20;

const fixture = (name: string): string => join(import.meta.dirname, '../fixtures', name);

/** A process that says a line when it is ready, and another at SIGUSR2. */
interface Child {
  readonly pid: number;
  readonly first: string;
  /** What it says of its event loop since it was last asked, in milliseconds. */
  readonly eventLoop: () => Promise<number>;
  readonly stop: () => Promise<unknown>;
}

const start = async (args: readonly string[], output: 'stdout' | 'stderr' = 'stdout'): Promise<Child> => {
  const watched = ['--import', pathToFileURL(fixture('event-loop.ts')).href, ...args];
  const child = execa({ reject: false, buffer: false })(process.execPath, watched);
  const said = createInterface(child.stdout);
  const line = once(output === 'stdout' ? said : createInterface(child.stderr), 'line');
  const [first] = await Promise.race([line, child.then(() => Promise.reject(new Error(`${args.join(' ')} ended.`)))]);
  return {
    pid: child.pid ?? 0,
    first,
    async eventLoop() {
      const answer = once(said, 'line');
      child.kill('SIGUSR2');
      return Number(/[\d.]+(?= ms)/.exec(String((await answer)[0]))?.[0]);
    },
    stop() {
      child.kill();
      return child;
    },
  };
};

/** The resident memory that a process has, or the most that it has had, in MiB. */
const memoryOf = (pid: number, what: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const startOurs = async (folder: string, socket: string): Promise<Child & { readonly url: string }> => {
  const port = await freePort();
  const config = join(folder, 'gapwatch.config.ts');
  await writeFile(config, `export default ${JSON.stringify({ exporter: { port, dockerSocket: socket } })};\n`);
  const main = join(import.meta.dirname, '../../cli/main.ts');
  const child = await start([main, 'exporter', '--config', config], 'stderr');
  return { ...child, url: `http://127.0.0.1:${port}/metrics?collect[]=swarm_nodes&collect[]=swarm_services` };
};

const scrape = async (url: string): Promise<number> => {
  const began = performance.now();
  const page = await (await fetch(url)).text();
  if (!/^swarm_service_replicas_running\{.*\} 1\d$/m.test(page)) throw new Error(`No running tasks at ${url}.`);
  return performance.now() - began;
};

/** A large swarm, its API served by another process, beside a client that reads each list whole. */
export const swarm: Part = {
  name: `${tasks} tasks on ${nodes} nodes`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'gapwatch-bench-swarm-'));
    const socket = join(folder, 'docker.sock');
    const children: Child[] = [];
    try {
      const api = await start([fixture('swarm-api.ts'), socket, String(nodes), String(tasks)]);
      children.push(api);
      const ours = await startOurs(folder, socket);
      children.push(ours);
      const peer = await start([fixture('whole-swarm.ts'), socket]);
      children.push(peer);
      const peerUrl = `http://127.0.0.1:${peer.first}/`;
      const ms = { ours: [] as number[], peer: [] as number[] };
      const blocked = { ours: [] as number[], peer: [] as number[] };
      const rss = { ours: [] as number[], peer: [] as number[] };
      for (let round = -rounds; round < rounds; round += 1) {
        for (const side of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)) {
          const child = side === 'ours' ? ours : peer;
          await child.eventLoop();
          const took = await scrape(side === 'ours' ? ours.url : peerUrl);
          const stood = await child.eventLoop();
          if (round < 0) continue;
          ms[side].push(took);
          blocked[side].push(stood);
          rss[side].push(memoryOf(child.pid, 'VmRSS'));
        }
      }
      const mib = (Number(api.first) / 1024 / 1024).toFixed(0);
      const of = {
        case: `${tasks} tasks (${mib} MiB) on ${nodes} nodes; peer: each list parsed whole`,
        reason: 'exporter, engine and reader share two cores',
      };
      const most = { ours: [memoryOf(ours.pid, 'VmHWM')], peer: [memoryOf(peer.pid, 'VmHWM')] };
      return [
        besideOf({ ...of, measure: 'scrape', unit: 'ms' }, ms, 250),
        comparisonOf({ ...of, measure: 'scrape beside the peer', unit: 'ms' }, ms),
        besideOf({ ...of, measure: 'resident memory after a scrape', unit: 'MiB' }, rss, 150),
        comparisonOf({ ...of, measure: 'most resident memory since the start', unit: 'MiB' }, most),
        besideOf({ ...of, measure: 'event loop kept, longest of a scrape', unit: 'ms' }, blocked, 10),
      ];
    } finally {
      await Promise.all(children.map(({ stop }) => stop()));
      await rm(folder, { recursive: true });
    }
  },
};
