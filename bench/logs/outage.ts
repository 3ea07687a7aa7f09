import { setTimeout as delay } from 'node:timers/promises';
import { besideOf, comparisonOf, type Row } from '../benchmark.ts';
import { startOutageProxy } from './outage-proxy.ts';
import { type LogPart, sharedCores as reason } from './part.ts';
import type { LogStage } from './stage.ts';
import { type Peer, peers, type Shipping, titleOf } from './task.ts';
import { startWriter } from './writer.ts';

const rate = 1_000;
const seconds = 60;

/** Milliseconds within which the peers send again what they have not heard of. */
const repeatMs = 3_000;

const cases = { unavailable: '503', refused: 'no connection' } as const;

const measure = async (stage: LogStage, kind: Shipping, state: keyof typeof cases) => {
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

type Measured = Awaited<ReturnType<typeof measure>>;

const rowsBeside = (state: keyof typeof cases, peer: Peer, ours: Measured, other: Measured): Row[] => {
  const runs = (value: (one: Measured) => number) => ({ ours: [value(ours)], peer: [value(other)] });
  const of = { case: `${seconds} s of ${cases[state]} at ${rate} lines/s; peer: ${titleOf(peer)}`, reason };
  const lost = runs((one) => one.lost);
  const twice = runs((one) => one.twice);
  const requests = runs((one) => one.requests);
  const growth = runs((one) => one.growthMib);
  const cpu = runs(({ cpuMs, lines }) => (cpuMs / lines) * 1e3);
  const loop = runs((one) => one.loopMs);
  const drain = runs((one) => one.drainSeconds);
  const speed = runs((one) => one.perSecond);
  return [
    besideOf({ ...of, measure: 'lines lost', unit: 'count' }, lost, 0),
    besideOf({ ...of, measure: 'documents too many', unit: 'count' }, twice, 0),
    ...(state === 'unavailable'
      ? [besideOf({ ...of, measure: 'requests meanwhile', unit: 'count' }, requests, 60)]
      : []),
    besideOf({ ...of, measure: 'resident memory grows by', unit: 'MiB' }, growth, 50),
    comparisonOf({ ...of, measure: 'processor time for a line', unit: 'µs' }, cpu),
    comparisonOf({ ...of, measure: 'turns of the event loop late, p99', unit: 'ms' }, loop),
    comparisonOf({ ...of, measure: 'until the last that is stored, after the end of it', unit: 's' }, drain),
    besideOf({ ...of, measure: 'drained once it had noticed', unit: 'lines/s', more: true }, speed, 20_000),
  ];
};

/** An Elasticsearch that goes for a minute and comes again, for all at the same time: whatever else the machine does, it does to each. */
export const outage: LogPart = {
  name: 'outages of a minute',
  async run(stage, say) {
    const rows: Row[] = [];
    for (const state of ['unavailable', 'refused'] as const) {
      const [ours, ...others] = await Promise.all([
        measure(stage, 'ours', state),
        ...peers.map((peer) => measure(stage, peer, state)),
      ]);
      for (const [i, other] of others.entries()) {
        const peer = peers[i];
        if (peer) rows.push(...rowsBeside(state, peer, ours, other));
      }
      say(
        `${seconds} s of ${cases[state]}: ${ours.lost} lost, by the peers ${others.map(({ lost }) => lost).join(', ')}`,
      );
    }
    return rows;
  },
};
