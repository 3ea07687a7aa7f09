import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { parseConfig } from '../config/load-config.ts';
import { readStatus } from '../lab/status.ts';
import { type LabFolder, makeLabFolder } from '../test/support/lab-process.ts';
import { type Benchmark, type Row, rowOf } from './benchmark.ts';
import { groupRss } from './group-rss.ts';

/** First and later starts, in turn. */
const starts = 3;
const commands = 5;

const main = join(import.meta.dirname, '../cli/main.ts');

/** Does something, and tells how many seconds it took. */
const timed = async <T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> => {
  const began = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1000 };
};

/**
 * Starts a lab and waits for its table. It is no lab in the background: a benchmark that is cut short takes it along.
 * @returns stops it
 */
const start = async (lab: LabFolder): Promise<() => Promise<unknown>> => {
  const running = lab.run();
  const up = new Promise<void>((resolve) => {
    createInterface(running.stdout).on('line', (line) => line.endsWith('Everything is up.') && resolve());
  });
  const ended = await Promise.race([up, running]);
  if (ended) throw new Error(`The lab ended with ${ended.exitCode} before it was up:\n${ended.all}`);
  return async () => {
    running.kill('SIGTERM');
    await running;
  };
};

const startAndStop = async (say: (line: string) => void): Promise<Row[]> => {
  const memory = new Map<string, number[]>();
  const seconds = { first: [] as number[], later: [] as number[], stop: [] as number[] };
  for (let round = 0; round < starts; round += 1) {
    const lab = await makeLabFolder();
    try {
      const first = await timed(() => start(lab));
      await first.result();
      const later = await timed(() => start(lab));
      for (const { name, process: leader } of readStatus(parseConfig(lab.config, lab.configFile)).services) {
        if (leader) memory.set(name, [...(memory.get(name) ?? []), groupRss(leader)]);
      }
      const stopped = await timed(later.result);
      seconds.first.push(first.seconds);
      seconds.later.push(later.seconds);
      seconds.stop.push(stopped.seconds);
      say(`start ${round + 1} of ${starts}: ${first.seconds.toFixed(1)} s, again ${later.seconds.toFixed(1)} s`);
    } finally {
      await lab.remove();
    }
  }
  return [
    rowOf({ case: 'first start, servers installed', measure: 'command to table', unit: 's' }, seconds.first, 60),
    rowOf({ case: 'later start, data kept', measure: 'command to table', unit: 's' }, seconds.later, 40),
    rowOf({ case: 'stop', measure: 'command to the last process gone', unit: 's' }, seconds.stop, 10),
    ...[...memory].map(([name, runs]) =>
      rowOf({ case: name, measure: 'RSS of its processes, just up', unit: 'MiB' }, runs),
    ),
  ];
};

const generateAndCheck = async (): Promise<Row[]> => {
  const lab = await makeLabFolder();
  const run = (command: string) => execa(process.execPath, [main, command, '--config', lab.configFile]);
  const generate: number[] = [];
  const check: number[] = [];
  try {
    for (let round = 0; round < commands; round += 1) {
      generate.push((await timed(() => run('generate'))).seconds);
      check.push((await timed(() => run('check'))).seconds);
    }
  } finally {
    await lab.remove();
  }
  return [
    rowOf({ case: 'gapwatch generate', measure: 'whole process', unit: 's' }, generate, 1),
    rowOf(
      {
        case: 'gapwatch check',
        measure: 'whole process, rule tests included',
        unit: 's',
        reason: 'most of it is promtool, which slows with whatever else runs',
      },
      check,
      5,
    ),
  ];
};

/** What a newcomer waits for, and what the lab takes of his machine. */
export const lab: Benchmark = {
  name: 'lab',
  question: 'How long does a newcomer wait for the lab and for the generators, and what memory do the processes take?',
  run: async (say) => [...(await startAndStop(say)), ...(await generateAndCheck())],
};
