import { basename, join } from 'node:path';
import { generateAll } from '../cli/generators.ts';
import { loadConfig } from '../config/load-config.ts';
import { readState } from '../lab/supervisor/state.ts';
import { everyCollector, filled, makeAsk } from '../test/support/ask-prometheus.ts';
import { type Asked, promqlOf } from '../test/support/dashboard-queries.ts';
import { makeLabFolder } from '../test/support/lab-process.ts';
import { until } from '../test/support/start-app.ts';
import { type Benchmark, type Row, rowOf } from './benchmark.ts';

/** A lab that scrapes each second has after some minutes as many samples as another has after an hour. */
const timeScale = 15;
const samples = 240;

const rounds = 9;

/** Requests that a browser has under way to one server. */
const atOnce = 6;

const goalMs = 300;

const hour = 3_600;

/** Steps of the range that is shown: one for each two pixels of a chart, as wide as they are. */
const steps = 300;

/** Asks as Grafana does: what is shown of a time at each step of it, what is not for now. */
const ask = async (prometheus: string, { expr, instant }: Asked): Promise<void> => {
  const now = Date.now() / 1_000;
  const query = filled(expr);
  const body = instant
    ? new URLSearchParams({ query })
    : new URLSearchParams({ query, start: String(now - hour), end: String(now), step: String(hour / steps) });
  const response = await fetch(`${prometheus}/api/v1/query${instant ? '' : '_range'}`, { method: 'POST', body });
  if (!response.ok) throw new Error(`Prometheus answers ${response.status} to ${query}: ${await response.text()}`);
  await response.arrayBuffer();
};

/** Milliseconds from the first question of a dashboard to its last answer. */
const timeOf = async (prometheus: string, asked: readonly Asked[]): Promise<number> => {
  const left = [...asked];
  const began = performance.now();
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) await ask(prometheus, one);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return performance.now() - began;
};

const measure = async (prometheus: string, asked: readonly Asked[]): Promise<Row[]> => {
  const boards = Map.groupBy(asked, ({ board }) => board);
  const times = new Map<string, number[]>();
  // In turn, so that a slow moment of the machine is not that of one of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const [board, queries] of boards) {
      times.set(board, [...(times.get(board) ?? []), await timeOf(prometheus, queries)]);
    }
  }
  return [...boards].map(([board, queries]) =>
    rowOf(
      { case: basename(board, '.json'), measure: `all ${queries.length} queries, ${atOnce} at a time`, unit: 'ms' },
      times.get(board) ?? [],
      goalMs,
    ),
  );
};

/** How long a reader waits until a dashboard is drawn, of a lab in which people talk. */
export const dashboards: Benchmark = {
  name: 'dashboards',
  question: 'How long does Prometheus take for all queries of a dashboard, over an hour of a lab in which people talk?',
  async run(say) {
    const lab = await makeLabFolder({ collectors: everyCollector });
    const running = lab.run('--time-scale', String(timeScale));
    try {
      await until('The lab is up', async () => readState(join(lab.folder, '.lab/state.json'))?.ready, 240_000);
      const config = await loadConfig(lab.configFile);
      const { prometheus } = config.urls;
      const count = makeAsk(prometheus);
      say(`${samples} samples of each series are gathered`);
      await until(
        'Prometheus has enough samples',
        async () => Number((await count(`max(count_over_time(up[1h]))`))[0]?.value[1] ?? 0) >= samples,
        600_000,
      );
      return await measure(prometheus, promqlOf(generateAll(config)));
    } finally {
      running.kill('SIGTERM');
      await running;
      await lab.remove();
    }
  },
};
