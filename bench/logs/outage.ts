import { setTimeout as delay } from 'node:timers/promises';
import { besideOf, comparisonOf, type Row, rowOf } from '../benchmark.ts';
import { startOutageProxy } from './outage-proxy.ts';
import { type LogPart, notCollected, sharedCores as reason, sameCores } from './part.ts';
import type { LogStage } from './stage.ts';
import { type Peer, peers, type Shipping, titleOf, warmUpLines } from './task.ts';
import { waitDrained } from './wait-drained.ts';
import { startWriter } from './writer.ts';

const rate = 1_000;
const seconds = 60;

/** Milliseconds within which the peers send again what they have not heard of. */
const repeatMs = 3_000;

/** Milliseconds within which they begin anew: both ask again after ten seconds at most. */
const peersPauseMs = 20_000;

const cases = { unavailable: '503', refused: 'no connection' } as const;

/** Logs through the outage; gives what ends it, and measures what comes then. */
const suffer = async (stage: LogStage, kind: Shipping, state: keyof typeof cases) => {
  const proxy = await startOutageProxy(stage.url);
  const task = await stage.taskOf(kind, { rate, url: proxy.url, tells: true });
  const writer = await startWriter(task, stage.taken(task));
  await delay(2_000);
  await proxy.set(state);
  await delay(seconds * 1_000);
  // One of the peers may have run out of memory.
  const stopped = await writer.stop().catch(() => undefined);
  const requests = proxy.refused();
  return async () => {
    const { told, growthMib } = writer.told();
    const lines = stopped?.lines ?? told;
    const backlog = lines - (await stage.taken(task)());
    const over = performance.now();
    await proxy.set('well');
    const patience = kind === 'ours' ? undefined : peersPauseMs;
    const drained = stopped && (await waitDrained(stage.taken(task), lines, patience));
    // What is stored twice has been counted for another line.
    await delay(repeatMs);
    const reported = stopped && (await writer.report().catch(() => undefined));
    await writer.end();
    await proxy.stop();
    const { lost, twice } = await stage.tally(task, lines);
    return {
      lines,
      requests,
      lost,
      twice,
      growthMib: reported?.growthMib ?? growthMib,
      /** Undefined of a process that has died. */
      alive: stopped &&
        reported &&
        drained && {
          loopMs: stopped.loopMs,
          cpuUs: (reported.cpuMs / (lines - warmUpLines)) * 1e3,
          drainSeconds: (drained.last - over) / 1e3,
          perSecond: (Math.max(0, backlog - lost) / Math.max(1, drained.last - drained.began)) * 1e3,
        },
    };
  };
};

type Measured = Awaited<ReturnType<Awaited<ReturnType<typeof suffer>>>>;

const rowsBeside = (state: keyof typeof cases, peer: Peer, ours: Measured, other: Measured): Row[] => {
  const runs = (value: (one: Measured) => number) => ({ ours: [value(ours)], peer: [value(other)] });
  const title = other.alive ? titleOf(peer) : `${titleOf(peer)}, whose process died of it`;
  const of = { case: `${seconds} s of ${cases[state]} at ${rate} lines/s; peer: ${title}`, reason };
  const [mine, theirs] = [ours.alive, other.alive];
  const rows = [
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
            { ...of, measure: 'requests meanwhile', unit: 'count' },
            runs(({ requests }) => requests),
            60,
          ),
        ]
      : []),
    besideOf(
      { ...of, measure: 'resident memory grows by', unit: 'MiB', reason: notCollected },
      runs(({ growthMib }) => growthMib),
      50,
    ),
  ];
  if (!mine) return rows;
  const cpu = { ...of, measure: 'processor time for a line', unit: 'µs' } as const;
  const loop = { ...of, measure: 'turns of the event loop late, p99', unit: 'ms' } as const;
  const drain = { ...of, measure: 'until the last is stored, after the end of it', unit: 's' } as const;
  const speed = {
    ...of,
    measure: 'drained once it had noticed',
    unit: 'lines/s',
    more: true,
    reason: sameCores,
  } as const;
  if (theirs) {
    rows.push(
      comparisonOf(cpu, { ours: [mine.cpuUs], peer: [theirs.cpuUs] }),
      comparisonOf(loop, { ours: [mine.loopMs], peer: [theirs.loopMs] }),
    );
  }
  // Who has lost all has nothing to bring.
  if (theirs && other.lost === 0) {
    rows.push(
      comparisonOf(drain, { ours: [mine.drainSeconds], peer: [theirs.drainSeconds] }),
      besideOf(speed, { ours: [mine.perSecond], peer: [theirs.perSecond] }, 20_000),
    );
  } else if (peer === peers[0]) {
    rows.push(rowOf(drain, [mine.drainSeconds]), rowOf(speed, [mine.perSecond], 20_000));
  }
  return rows;
};

/** An Elasticsearch that goes for a minute and comes again, for all at the same time: what else the machine does, it does to each. */
export const outage: LogPart = {
  name: 'outages of a minute',
  async run(stage, say) {
    const rows: Row[] = [];
    for (const state of ['unavailable', 'refused'] as const) {
      const kinds = [...peers, 'ours'] as const;
      const ends = await Promise.all(kinds.map((kind) => suffer(stage, kind, state)));
      const all: Measured[] = [];
      // One after another, as one Elasticsearch takes what they have kept; ours last, as it asks least while it waits.
      for (const end of ends) all.push(await end());
      const [others, ours] = [all.slice(0, -1), all.at(-1)];
      if (ours === undefined) continue;
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
