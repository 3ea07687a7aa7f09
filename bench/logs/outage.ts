import { setTimeout as delay } from 'node:timers/promises';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { startOutageProxy } from './outage-proxy.ts';
import { type LogPart, sharedCores as reason } from './part.ts';
import { type LogStage, peer } from './stage.ts';
import type { Kind } from './task.ts';
import { startWriter } from './writer.ts';

const rate = 1_000;
const seconds = 60;

/** Milliseconds within which the peer sends again what it has not heard of. */
const repeatMs = 3_000;

const cases = { unavailable: '503', refused: 'no connection' } as const;

const measure = async (stage: LogStage, kind: Kind, state: keyof typeof cases) => {
  const proxy = await startOutageProxy(stage.url);
  try {
    const task = await stage.taskOf(kind, { rate, url: proxy.url });
    const writer = await startWriter(task);
    await delay(2_000);
    await proxy.set(state);
    await delay(seconds * 1_000);
    const { lines, loopMs } = await writer.stop();
    const requests = proxy.refused();
    const backlog = lines - (await stage.taken(task.stream));
    const over = performance.now();
    await proxy.set('well');
    const drained = await stage.drained(task.stream, lines);
    // What is stored twice has been counted for another line.
    await delay(repeatMs);
    const reported = await writer.report();
    await writer.end();
    const { lost, twice } = await stage.tally(task, lines);
    const drainSeconds = (drained.last - over) / 1e3;
    const perSecond = ((backlog - lost) / Math.max(1, drained.last - drained.began)) * 1e3;
    return { ...reported, lines, loopMs, requests, lost, twice, drainSeconds, perSecond };
  } finally {
    await proxy.stop();
  }
};

/** An Elasticsearch that goes for a minute and comes again, for both at the same time: whatever else the machine does, it does to both. */
export const outage: LogPart = {
  name: 'outages of a minute',
  async run(stage, say) {
    const rows: Row[] = [];
    for (const [state, title] of Object.entries(cases) as [keyof typeof cases, string][]) {
      const [ours, other] = await Promise.all([
        measure(stage, 'ours', state),
        measure(stage, 'winston-elasticsearch', state),
      ]);
      const runs = (value: (one: typeof ours) => number) => ({ ours: [value(ours)], peer: [value(other)] });
      const of = { case: `${seconds} s of ${title} at ${rate} lines/s; peer: ${peer}`, reason };
      const requests = { ...of, measure: 'requests meanwhile', unit: 'count' } as const;
      rows.push(
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
        ...(state === 'unavailable'
          ? [
              besideOf(
                requests,
                runs((one) => one.requests),
                60,
              ),
            ]
          : []),
        besideOf(
          { ...of, measure: 'resident memory grows by', unit: 'MiB' },
          runs(({ growthMib }) => growthMib),
          50,
        ),
        comparisonOf(
          { ...of, measure: 'processor time for a line', unit: 'µs' },
          runs(({ cpuMs, lines }) => (cpuMs / lines) * 1e3),
        ),
        comparisonOf(
          { ...of, measure: 'turns of the event loop late, p99', unit: 'ms' },
          runs(({ loopMs }) => loopMs),
        ),
        comparisonOf(
          { ...of, measure: 'all stored after the end of it', unit: 's' },
          runs(({ drainSeconds }) => drainSeconds),
        ),
        besideOf(
          { ...of, measure: 'drained once it had noticed', unit: 'lines/s', more: true },
          runs(({ perSecond }) => perSecond),
          20_000,
        ),
      );
      say(`${seconds} s of ${title}: ${ours.lost} lost, by the peer ${other.lost}`);
    }
    return rows;
  },
};
