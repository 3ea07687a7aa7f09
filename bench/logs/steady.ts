import { setTimeout as delay } from 'node:timers/promises';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { type LogPart, notCollected, sharedCores as reason } from './part.ts';
import type { LogStage } from './stage.ts';
import { type Kind, type Peer, peers, type Reported, type Stopped, titleOf, warmUpLines } from './task.ts';
import { waitDrained } from './wait-drained.ts';
import { startWriter } from './writer.ts';

const rates = [100, 1_000, 10_000] as const;
const rounds = 3;
const seconds = 2;

const kinds: readonly Kind[] = ['ours', ...peers, 'file'];

type Measured = Stopped & Reported & { readonly lost: number; readonly twice: number };

const measure = async (stage: LogStage, kind: Kind, rate: number): Promise<Measured> => {
  const task = await stage.taskOf(kind, { rate });
  const writer = await startWriter(task, stage.taken(task));
  await delay(seconds * 1_000);
  const stopped = await writer.stop();
  if (kind !== 'file') await waitDrained(stage.taken(task), stopped.lines);
  const reported = await writer.report();
  await writer.end();
  return { ...stopped, ...reported, ...(await stage.tally(task, stopped.lines)) };
};

/** Why a caller may wait longer than the goal says. */
const callingReason = (rate: number): string =>
  rate < 1_000
    ? "a process that sleeps between lines is slow to begin: even winston's plain file takes more than a hundred"
    : 'the document is made, cleaned and numbered in the call, so that it lies on the disk when the turn ends; peers make it later, and lose it with the process';

const rowsBeside = (other: Peer | 'file', rate: number, all: Readonly<Record<Kind, readonly Measured[]>>): Row[] => {
  const runs = (value: (one: Measured) => number) => ({ ours: all.ours.map(value), peer: all[other].map(value) });
  const title = other === 'file' ? "winston's file transport" : titleOf(other);
  const of = { case: `${rate} lines/s; peer: ${title}`, reason };
  const p50 = runs(({ caller }) => caller.p50);
  const p99 = runs(({ caller }) => caller.p99);
  const loop = runs(({ loopMs }) => loopMs);
  const cpu = runs(({ cpuMs, lines }) => (cpuMs / (lines - warmUpLines)) * 1e3);
  const growth = runs(({ growthMib }) => growthMib);
  const lost = runs((one) => one.lost);
  const twice = runs((one) => one.twice);
  const calls = {
    ...of,
    measure: 'the caller waits for a line, p50',
    unit: 'µs',
    reason: callingReason(rate),
  } as const;
  const grows = { ...of, measure: 'resident memory grows by', unit: 'MiB', reason: notCollected } as const;
  const costs = [
    comparisonOf({ ...of, measure: 'the caller waits for a line, p99', unit: 'µs' }, p99),
    comparisonOf({ ...of, measure: 'turns of the event loop late, p99', unit: 'ms' }, loop),
    comparisonOf({ ...of, measure: 'processor time for a line', unit: 'µs' }, cpu),
  ];
  // What ours has to keep to is said once for each rate.
  if (other !== peers[0]) return [comparisonOf(calls, p50), ...costs, comparisonOf(grows, growth)];
  return [
    besideOf(calls, p50, 5),
    ...costs,
    besideOf(grows, growth, 50),
    besideOf({ ...of, measure: 'lines lost', unit: 'count' }, lost, 0),
    besideOf({ ...of, measure: 'documents too many', unit: 'count' }, twice, 0),
  ];
};

/** While all is well: what a line costs who logs it, and what becomes of it. */
export const steady: LogPart = {
  name: 'lines at a steady rate',
  async run(stage, say) {
    const rows: Row[] = [];
    for (const rate of rates) {
      const all: Record<Kind, Measured[]> = {
        ours: [],
        'winston-elasticsearch': [],
        'pino-elasticsearch': [],
        file: [],
      };
      for (let round = 0; round < rounds; round += 1) {
        // Another begins each time.
        const turns = [...kinds.slice(round), ...kinds.slice(0, round)];
        for (const kind of turns) all[kind].push(await measure(stage, kind, rate));
      }
      for (const other of [...peers, 'file'] as const) rows.push(...rowsBeside(other, rate, all));
      say(`${rate} lines/s compared`);
    }
    return rows;
  },
};
