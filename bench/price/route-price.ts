import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { cpuTimeOf } from '../load/cpu-time.ts';

/** Who measures the route. */
type Watcher = 'none' | 'ours' | 'bundle';

const watchers: readonly Watcher[] = ['none', 'ours', 'bundle'];

/** Many short ones: what else the machine does changes from second to second. */
const rounds = 30;
const requests = 2_000;

/** Requests that the table tells the cost of. */
const told = 10_000;

/** Before the first round, so that all is compiled. */
const warmUp = 5_000;

const atOnce = 8;

interface Route {
  readonly pid: number;
  readonly port: number;
  readonly stop: () => Promise<unknown>;
}

const startRoute = async (watcher: Watcher): Promise<Route> => {
  const child = execa({ reject: false })(process.execPath, [
    join(import.meta.dirname, '../fixtures/bare-route.ts'),
    watcher,
  ]);
  const line = once(createInterface(child.stdout), 'line');
  const [port] = await Promise.race([line, child.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  return {
    pid: child.pid ?? 0,
    port: Number(port),
    stop() {
      child.kill();
      return child;
    },
  };
};

const ask = async (port: number, agent: Agent): Promise<void> => {
  const [response] = await once(get({ host: '127.0.0.1', port, path: '/chat/rooms/I', agent }), 'response');
  response.resume();
  await once(response, 'end');
};

/** Asks so many times, and tells what that cost the server in milliseconds of processor time. */
const askMany = async ({ pid, port }: Route, count: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const before = cpuTimeOf([pid]);
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await ask(port, agent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return cpuTimeOf([pid]) - before;
};

/** What measuring its requests costs a route that does next to nothing. */
export const priceOfRoute = async (say: (line: string) => void): Promise<Row[]> => {
  const routes = new Map<Watcher, Route>();
  const costs = new Map<Watcher, number[]>(watchers.map((watcher) => [watcher, []]));
  try {
    for (const watcher of watchers) routes.set(watcher, await startRoute(watcher));
    for (const route of routes.values()) await askMany(route, warmUp);
    for (let round = 0; round < rounds; round += 1) {
      // Who comes first, and so after whom, changes.
      const order = [...watchers.slice(round % 3), ...watchers.slice(0, round % 3)];
      for (const watcher of order) {
        const route = routes.get(watcher);
        if (route) costs.get(watcher)?.push((await askMany(route, requests)) * (told / requests));
      }
    }
  } finally {
    for (const { stop } of routes.values()) await stop();
  }
  const [none = [], ours = [], bundle = []] = watchers.map((watcher) => costs.get(watcher));
  say('the route is measured');
  const of = { case: 'bare route', unit: 'ms' } as const;
  const measure = `processor time of ${told} requests`;
  return [
    rowOf({ ...of, measure: `${measure}, unmeasured` }, none),
    comparisonOf({ ...of, measure: `${measure}; peer: unmeasured` }, { ours, peer: none }, 1.1),
    comparisonOf({ ...of, measure: `${measure}, express-prom-bundle; peer: unmeasured` }, { ours: bundle, peer: none }),
  ];
};
