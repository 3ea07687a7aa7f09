import { join } from 'node:path';
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

/** Seconds that something takes. */
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

const orThrow = async (lab: LabFolder, ...args: string[]): Promise<void> => {
  const { exitCode, all } = await lab.run(...args);
  if (exitCode !== 0) throw new Error(`gapwatch lab ${args.join(' ')} ended with ${exitCode}:\n${all}`);
};

const startAndStop = async (say: (line: string) => void): Promise<Row[]> => {
  const memory = new Map<string, number[]>();
  const first: number[] = [];
  const later: number[] = [];
  const stop: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    const lab = await makeLabFolder();
    try {
      first.push(await timed(() => orThrow(lab, '--detach')));
      await orThrow(lab, 'stop');
      later.push(await timed(() => orThrow(lab, '--detach')));
      for (const { name, process: leader } of readStatus(parseConfig(lab.config, lab.configFile)).services) {
        if (leader) memory.set(name, [...(memory.get(name) ?? []), groupRss(leader)]);
      }
      stop.push(await timed(() => orThrow(lab, 'stop')));
    } finally {
      await lab.run('stop');
      await lab.remove();
    }
    say(`start ${round + 1} of ${starts}: ${first.at(-1)?.toFixed(1)} s, again ${later.at(-1)?.toFixed(1)} s`);
  }
  return [
    rowOf({ case: 'first start, servers installed', measure: 'command to table', unit: 's' }, first, 60),
    rowOf({ case: 'later start, data kept', measure: 'command to table', unit: 's' }, later, 40),
    rowOf({ case: 'stop', measure: 'command to the last process gone', unit: 's' }, stop, 10),
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
      generate.push(await timed(() => run('generate')));
      check.push(await timed(() => run('check')));
    }
  } finally {
    await lab.remove();
  }
  return [
    rowOf({ case: 'gapwatch generate', measure: 'whole process', unit: 's' }, generate, 1),
    rowOf({ case: 'gapwatch check', measure: 'whole process, rule tests included', unit: 's' }, check, 5),
  ];
};

/** What a newcomer waits for, and what the lab takes of his machine. */
export const lab: Benchmark = {
  name: 'lab',
  question: 'How long does a newcomer wait for the lab and for the generators, and what memory do the processes take?',
  run: async (say) => [...(await startAndStop(say)), ...(await generateAndCheck())],
};
