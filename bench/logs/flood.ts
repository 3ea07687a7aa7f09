import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { startEagerStore } from './eager-store.ts';
import { type LogPart, notCollected, sameCores } from './part.ts';
import type { LogStage } from './stage.ts';
import { type Shipping, titleOf } from './task.ts';
import { waitDrained } from './wait-drained.ts';
import { startWriter } from './writer.ts';

const rounds = 2;

/** The other sends a request for each four lines. */
const peer = 'winston-elasticsearch';

interface Measured {
  readonly perSecond: number;
  /** Microseconds of processor time for a line: of who logs, and of the store where it is asked. */
  readonly cpu: number;
  readonly storeCpu?: number;
  readonly growthMib: number;
  readonly lost: number;
  readonly twice: number;
}

/** A store, and what it has to bear. */
interface Case {
  readonly title: string;
  readonly count: number;
  readonly measure: (kind: Shipping, count: number) => Promise<Measured>;
  /** Why the peer may come near. */
  readonly reason: string;
}

const toElasticsearch =
  (stage: LogStage): Case['measure'] =>
  async (kind, count) => {
    const task = await stage.taskOf(kind, { rate: 0, flood: count });
    const writer = await startWriter(task, stage.taken(task));
    const [began, before] = [performance.now(), await stage.cpuMs()];
    const { lines } = await writer.stop();
    const { last } = await waitDrained(stage.taken(task), lines);
    const storeCpu = (((await stage.cpuMs()) - before) / count) * 1e3;
    const { growthMib, cpuMs } = await writer.report();
    await writer.end();
    const perSecond = count / ((last - began) / 1e3);
    return { perSecond, growthMib, cpu: (cpuMs / count) * 1e3, storeCpu, ...(await stage.tally(task, lines)) };
  };

const toEagerStore =
  (stage: LogStage): Case['measure'] =>
  async (kind, count) => {
    const store = await startEagerStore();
    try {
      const writer = await startWriter(
        await stage.taskOf(kind, { rate: 0, flood: count, url: store.url }),
        store.taken,
      );
      const began = performance.now();
      const { lines } = await writer.stop();
      const { last } = await waitDrained(store.taken, lines);
      const { growthMib, cpuMs } = await writer.report();
      await writer.end();
      const taken = await store.taken();
      const [lost, twice] = [Math.max(0, lines - taken), Math.max(0, taken - lines)];
      const perSecond = count / ((last - began) / 1e3);
      return { perSecond, growthMib, cpu: (cpuMs / count) * 1e3, lost, twice };
    } finally {
      await store.stop();
    }
  };

const compare = async ({ title, count, measure, reason }: Case, say: (line: string) => void): Promise<Row[]> => {
  const all = { ours: [] as Measured[], peer: [] as Measured[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)) {
      all[side].push(await measure(side === 'ours' ? 'ours' : peer, count));
    }
    const [ours, other] = [all.ours, all.peer].map((runs) => runs.at(-1)?.perSecond.toFixed(0));
    say(`${count} lines, ${title}: ${ours} lines/s, by the peer ${other}`);
  }
  const runs = (value: (one: Measured) => number) => ({ ours: all.ours.map(value), peer: all.peer.map(value) });
  const asked = {
    ours: all.ours.flatMap(({ storeCpu }) => storeCpu ?? []),
    peer: all.peer.flatMap(({ storeCpu }) => storeCpu ?? []),
  };
  const of = { case: `${count} lines as fast as they go, ${title}; peer: ${titleOf(peer)}` };
  const storeCost = { ...of, measure: 'processor time of Elasticsearch, for a line', unit: 'µs' } as const;
  const ofStore = asked.ours.length > 0 ? [comparisonOf(storeCost, asked)] : [];
  return [
    comparisonOf(
      { ...of, measure: 'stored', unit: 'lines/s', more: true, reason },
      runs((one) => one.perSecond),
      3,
    ),
    comparisonOf(
      { ...of, measure: 'processor time of who logs, for a line', unit: 'µs' },
      runs(({ cpu }) => cpu),
    ),
    ...ofStore,
    besideOf(
      { ...of, measure: 'resident memory grows by', unit: 'MiB', reason: notCollected },
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
  ];
};

/** Lines as fast as a process can log them, until the last is stored. */
export const flood: LogPart = {
  name: 'as many lines as it takes',
  async run(stage, say) {
    const cases: readonly Case[] = [
      {
        title: 'Elasticsearch',
        count: 50_000,
        measure: toElasticsearch(stage),
        reason: sameCores,
      },
      {
        title: 'a store that only counts',
        count: 100_000,
        measure: toEagerStore(stage),
        reason: 'lines are stored as soon as one core has made them: making them is the limit',
      },
    ];
    const rows: Row[] = [];
    for (const one of cases) rows.push(...(await compare(one, say)));
    return rows;
  },
};
