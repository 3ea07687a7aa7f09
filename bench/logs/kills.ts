import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { besideOf } from '../benchmark.ts';
import type { LogPart } from './part.ts';
import { type LogStage, peer } from './stage.ts';
import type { Kind } from './task.ts';
import { startWriter } from './writer.ts';

const rate = 1_000;
const rounds = 2;

const measure = async (stage: LogStage, kind: Kind) => {
  const task = await stage.taskOf(kind, { rate, tells: true });
  const writer = await startWriter(task);
  await delay(randomInt(1_000, 3_000));
  await writer.end('SIGKILL');
  const lines = writer.told();
  if (kind === 'ours') {
    // The next process of the service, which logs nothing itself. The peer's has nothing to go on with.
    const next = await startWriter({ ...task, rate: 0 });
    await stage.drained(task.stream, lines);
    await next.end();
  }
  return { lines, ...(await stage.tally(task, lines)) };
};

/** Processes that are killed while all is well. */
export const kills: LogPart = {
  name: 'kill -9',
  async run(stage, say) {
    const lost = { ours: [] as number[], peer: [] as number[] };
    const twice = { ours: [] as number[], peer: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const [ours, other] = await Promise.all([measure(stage, 'ours'), measure(stage, 'winston-elasticsearch')]);
      lost.ours.push(ours.lost);
      lost.peer.push(other.lost);
      twice.ours.push(ours.twice);
      twice.peer.push(other.twice);
      say(`killed: ${ours.lost} of ${ours.lines} lost, by the peer ${other.lost} of ${other.lines}`);
    }
    const of = { case: `kill -9 at ${rate} lines/s, Elasticsearch well; peer: ${peer}`, unit: 'count' } as const;
    return [
      besideOf({ ...of, measure: 'lines lost' }, lost, 0),
      besideOf({ ...of, measure: 'documents too many' }, twice, 0),
    ];
  },
};
