import { setTimeout as delay } from 'node:timers/promises';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { type LogPart, sharedCores as reason } from './part.ts';
import { type LogStage, peer } from './stage.ts';
import type { Kind, Reported, Stopped } from './task.ts';
import { startWriter } from './writer.ts';

const rates = [100, 1_000, 10_000] as const;
const rounds = 3;
const seconds = 3;

const kinds: readonly Kind[] = ['ours', 'winston-elasticsearch', 'file'];

type Measured = Stopped & Reported & { readonly lost: number; readonly twice: number };

const measure = async (stage: LogStage, kind: Kind, rate: number): Promise<Measured> => {
  const task = await stage.taskOf(kind, { rate });
  const writer = await startWriter(task);
  await delay(seconds * 1_000);
  const stopped = await writer.stop();
  if (kind !== 'file') await stage.drained(task.stream, stopped.lines);
  const reported = await writer.report();
  await writer.end();
  return { ...stopped, ...reported, ...(await stage.tally(task, stopped.lines)) };
};

/** Why a caller may wait longer than the goal says. */
const calling =
  'the document is made, cleaned and numbered in the call, so that it lies on the disk when the turn ends; the peer makes it later, and loses it with the process';

/** While all is well: what a line costs who logs it, and what becomes of it. */
export const steady: LogPart = {
  name: 'lines at a steady rate',
  async run(stage, say) {
    const rows: Row[] = [];
    for (const rate of rates) {
      const all: Record<Kind, Measured[]> = { ours: [], 'winston-elasticsearch': [], file: [] };
      for (let round = 0; round < rounds; round += 1) {
        // Each begins once.
        const turns = [...kinds.slice(round % kinds.length), ...kinds.slice(0, round % kinds.length)];
        for (const kind of turns) all[kind].push(await measure(stage, kind, rate));
      }
      const runs = (value: (one: Measured) => number, other: Kind = 'winston-elasticsearch') => ({
        ours: all.ours.map(value),
        peer: all[other].map(value),
      });
      const of = { case: `${rate} lines/s; peer: ${peer}`, reason };
      const floor = { case: `${rate} lines/s; peer: winston's file transport`, reason };
      const cpu = ({ cpuMs, lines }: Measured) => (cpuMs / (lines - rate)) * 1e3;
      const p50 = { measure: 'the caller waits for a line, p50', unit: 'µs' } as const;
      const p99 = { measure: 'the caller waits for a line, p99', unit: 'µs' } as const;
      const loop = { measure: 'turns of the event loop late, p99', unit: 'ms' } as const;
      rows.push(
        besideOf(
          { ...of, ...p50, reason: calling },
          runs(({ caller }) => caller.p50),
          5,
        ),
        comparisonOf(
          { ...of, ...p99 },
          runs(({ caller }) => caller.p99),
        ),
        comparisonOf(
          { ...of, ...loop },
          runs(({ loopMs }) => loopMs),
        ),
        comparisonOf({ ...of, measure: 'processor time for a line', unit: 'µs' }, runs(cpu)),
        besideOf(
          { ...of, measure: 'resident memory grows by', unit: 'MiB' },
          runs(({ growthMib }) => growthMib),
          50,
        ),
        besideOf(
          { ...of, measure: 'lines lost', unit: 'count' },
          runs(({ lost }) => lost),
          0,
        ),
        besideOf(
          { ...of, measure: 'documents too many', unit: 'count' },
          runs(({ twice }) => twice),
          0,
        ),
        comparisonOf(
          { ...floor, ...p50 },
          runs(({ caller }) => caller.p50, 'file'),
        ),
        comparisonOf(
          { ...floor, ...p99 },
          runs(({ caller }) => caller.p99, 'file'),
        ),
        comparisonOf(
          { ...floor, ...loop },
          runs(({ loopMs }) => loopMs, 'file'),
        ),
      );
      say(`${rate} lines/s compared`);
    }
    return rows;
  },
};
