import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { besideOf } from '../benchmark.ts';
import type { LogPart } from './part.ts';
import type { LogStage } from './stage.ts';
import { peers, type Shipping, titleOf } from './task.ts';
import { waitDrained } from './wait-drained.ts';
import { startWriter } from './writer.ts';

const rate = 1_000;
const rounds = 2;

const measure = async (stage: LogStage, kind: Shipping) => {
  const task = await stage.taskOf(kind, { rate, tells: true });
  const writer = await startWriter(task, stage.taken(task));
  await delay(randomInt(1_000, 3_000));
  await writer.end('SIGKILL');
  const lines = writer.told().told;
  if (kind === 'ours') {
    // The next process of the service, which logs nothing itself. Those of the peers have nothing to go on with.
    const next = await startWriter({ ...task, rate: 0 }, stage.taken(task));
    await waitDrained(stage.taken(task), lines);
    await next.end();
  }
  return { lines, ...(await stage.tally(task, lines)) };
};

/** Processes that are killed while all is well. */
export const kills: LogPart = {
  name: 'kill -9',
  async run(stage, say) {
    const all: Record<Shipping, { readonly lost: number; readonly twice: number }[]> = {
      ours: [],
      'winston-elasticsearch': [],
      'pino-elasticsearch': [],
    };
    for (let round = 0; round < rounds; round += 1) {
      const kinds = ['ours', ...peers] as const;
      const found = await Promise.all(kinds.map((kind) => measure(stage, kind)));
      for (const [i, kind] of kinds.entries()) all[kind].push(...found.slice(i, i + 1));
      say(`killed: ${found.map(({ lost, lines }, i) => `${kinds[i]} lost ${lost} of ${lines}`).join(', ')}`);
    }
    return peers.flatMap((peer) => {
      const of = {
        case: `kill -9 at ${rate} lines/s, Elasticsearch well; peer: ${titleOf(peer)}`,
        unit: 'count',
      } as const;
      const runs = (what: 'lost' | 'twice') => ({
        ours: all.ours.map((one) => one[what]),
        peer: all[peer].map((one) => one[what]),
      });
      return [
        besideOf({ ...of, measure: 'lines lost' }, runs('lost'), 0),
        besideOf({ ...of, measure: 'documents too many' }, runs('twice'), 0),
      ];
    });
  },
};
