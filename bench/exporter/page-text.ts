import { join } from 'node:path';
import { execa } from 'execa';
import { besideOf, comparisonOf } from '../benchmark.ts';
import type { Part } from './part.ts';

/** Processes of each, in turn. */
const rounds = 5;

/** What the fixture tells. */
interface Made {
  /** Milliseconds of processor time for each page. */
  readonly cpu: readonly number[];
  /** For each page, the longest work of the event loop between two of its turns, in milliseconds of processor time. */
  readonly worked: readonly number[];
  /** The same by the clock: what else the machine did is in it. */
  readonly waited: readonly number[];
}

const fixture = join(import.meta.dirname, '../fixtures/series-to-text.ts');

const makeBy = async (maker: 'ours' | 'prom-client'): Promise<Made> => {
  const { stdout } = await execa(process.execPath, [fixture, maker]);
  return JSON.parse(stdout);
};

/** 100,000 series made into a page, each time in a fresh process. Ours takes and checks the samples too; the peer has them. */
export const pageText: Part = {
  name: '100,000 series to text',
  async run() {
    const cpu = { ours: [] as number[], peer: [] as number[] };
    const worked = { ours: [] as number[], peer: [] as number[] };
    const waited = { ours: [] as number[], peer: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const maker of round % 2 === 0 ? (['ours', 'prom-client'] as const) : (['prom-client', 'ours'] as const)) {
        const made = await makeBy(maker);
        const side = maker === 'ours' ? 'ours' : 'peer';
        cpu[side].push(...made.cpu);
        worked[side].push(...made.worked);
        waited[side].push(...made.waited);
      }
    }
    const of = { case: '100,000 series to text; peer: prom-client, samples set before', unit: 'ms' } as const;
    return [
      besideOf({ ...of, measure: 'processor time' }, cpu, 60),
      comparisonOf({ ...of, measure: 'processor time beside the peer' }, cpu),
      besideOf({ ...of, measure: 'longest work between two turns of the event loop' }, worked, 10),
      comparisonOf({ ...of, measure: 'longest time between two turns, the rest of the machine included' }, waited),
    ];
  },
};
