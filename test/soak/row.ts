import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { execa } from 'execa';
import type { Pauses } from '../../spool/gate.ts';
import { GapwatchTransport } from '../../winston/transport.ts';
import { startSmallDisk } from '../support/small-disk.ts';
import { until } from '../support/start-app.ts';
import { startFaultProxy } from '../support/start-fault-proxy.ts';
import { startLogstash } from '../support/start-logstash.ts';
import type { Task } from './fixtures/writer.ts';
import { judge } from './judge.ts';
import { type End, ends, type Scenario } from './scenarios.ts';
import { findAside, findStored, templateFor } from './stored.ts';
import { readTally, type Tally } from './tally.ts';

/** What became of the lines of one process. */
export interface Cell {
  readonly scenario: string;
  readonly end: End;
  /** Lines a second. */
  readonly rate: number;
  readonly tally: Tally;
  readonly stored: number;
  /** Lines that were put aside, as the store refused them for ever. */
  readonly aside: number;
  /** Seconds after its beginning at which it was ended; undefined where it ended by itself. */
  readonly endedAfter: number | undefined;
  /** Requests with lines that met the fault, of all processes of its scenario. */
  readonly faults: number;
  readonly wrong: readonly string[];
}

/** Where and for how long. */
export interface Row {
  readonly scenario: Scenario;
  readonly sink: 'elasticsearch' | 'logstash';
  readonly rateOf: (end: End) => number;
  readonly seconds: number;
  /** Milliseconds until a silent store counts as away. */
  readonly timeoutMs: number;
  readonly pauses: Pauses;
  /** Milliseconds after which a request that was cut off is no longer carried out. */
  readonly settleMs: number;
  /** An Elasticsearch of which nobody else makes anything. */
  readonly url: string;
  readonly client: Client;
}

/** Bytes that a line of the soak takes in a spool. */
const lineBytes = 640;

/** When, in parts of a run, the fault begins and is mended, and when the data stream goes on. */
const times = { fault: 0.2, mended: 0.7, rollOvers: [0.35, 0.5, 0.65] } as const;

const program = join(import.meta.dirname, 'fixtures/writer.ts');

/** How long it may take until all is shipped, on a machine that has other things to do. Milliseconds. */
const drainMs = 900_000;

/**
 * Has one process for each way to end log at the same time into one spool, while something happens to what they ship, then ships what is
 * left by another process, and looks for every line.
 */
export const runRow = async (row: Row): Promise<Cell[]> => {
  const { scenario, sink, rateOf, seconds, client, url } = row;
  const stream = `logs-soak.${scenario.name.replace(/\W+/g, '_')}-${Math.random().toString(36).slice(2, 8)}`;
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const work = await mkdtemp(join(tmpdir(), 'gapwatch-soak-'));
    stops.push(() => rm(work, { recursive: true, force: true }));
    const { what, share = 1 } = scenario.full ?? {};
    /** Bytes for a share of what is logged at that rate while the store is away. */
    const roomAt = (rate: number) => Math.ceil(rate * seconds * (times.mended - times.fault) * lineBytes * share);
    const ofAll = ends.reduce((sum, end) => sum + rateOf(end), 0);
    const disk = what === 'disk' ? await startSmallDisk(Math.max(4_096, Math.ceil(roomAt(ofAll) / 1_024))) : undefined;
    if (disk) stops.push(disk.stop);
    const folder = disk?.folder ?? join(work, 'spool');
    if (!scenario.late) await client.indices.putIndexTemplate(templateFor(stream));
    const logstash = sink === 'logstash' ? await startLogstash({ elasticsearch: url, dataStream: stream }) : undefined;
    if (logstash) stops.push(logstash.stop);
    // Some hundred lines: more in a request would hardly ever be refused at a low rate, fewer never be through at a high one.
    const proxy = await startFaultProxy(logstash?.url ?? url, {
      largest: Math.max(8_192, ...ends.map((end) => rateOf(end) * 32)),
    });
    stops.push(proxy.stop);

    const target = { url: proxy.url, timeoutMs: row.timeoutMs };
    const sinkOf: Task['sink'] =
      sink === 'logstash' ? { kind: 'logstash', ...target } : { kind: 'elasticsearch', ...target, dataStream: stream };
    const start = (end: End) => {
      const tally = join(work, `${end}.tally`);
      const endedAfter = end === 'none' ? undefined : seconds * (times.fault + 0.7 * Math.random());
      const rate = rateOf(end);
      const task: Task = {
        cell: end,
        folder,
        sink: sinkOf,
        tally,
        rate,
        throwsAfter: end === 'uncaught' ? endedAfter : undefined,
        poison: scenario.poison ?? 0,
        limitBytes: what === 'spool' ? Math.max(262_144, roomAt(rate)) : 4e9,
        pauses: row.pauses,
        settleMs: row.settleMs,
      };
      const child = execa(process.execPath, [program, JSON.stringify(task)], {
        reject: false,
        all: true,
        // Who is asked to end may take its time on a busy machine.
        forceKillAfterDelay: false,
      });
      return { end, rate, endedAfter, child, tally: () => readTally(tally) };
    };
    const writers = ends.map(start);
    stops.push(async () => {
      for (const { child } of writers) child.kill('SIGKILL');
      await Promise.all(writers.map(({ child }) => child));
    });
    await until('All of them log', async () => writers.every(({ tally }) => tally().logged > 0), 120_000);

    const at = async (part: number, act: () => unknown) => {
      await delay(part * seconds * 1_000);
      await act();
    };
    /** On a busy machine it may not have happened when it should have. */
    const hasHappened = async () => {
      const none = writers.find(({ end }) => end === 'none')?.tally();
      if (scenario.full) return (none?.spool_full ?? 0) + (none?.disk ?? 0) > 0;
      // Logstash takes lines for an index that is missing, and keeps them.
      if (scenario.late && logstash) return logstash.queued() > 0;
      // Nobody hears of a connection that is refused but who asks for it.
      if (scenario.late || scenario.fault === 'refused') return (none?.retried ?? 0) > 0;
      return scenario.fault === 'none' || proxy.faults() > 0;
    };
    const rollOver = () =>
      until(
        'The data stream goes on',
        () => client.indices.rollover({ alias: stream }, { ignore: [404] }).then(({ acknowledged }) => acknowledged),
        drainMs,
      );
    const mended = at(times.mended, async () => {
      await until('It has happened', hasHappened, drainMs);
      if (scenario.late) await client.indices.putIndexTemplate(templateFor(stream));
      await proxy.set('none');
    });
    await Promise.all([
      at(times.fault, () => proxy.set(scenario.fault)),
      ...(scenario.rollOver ? times.rollOvers.map((part) => at(part, rollOver)) : []),
      ...writers.map(async ({ end, endedAfter, child }) => {
        if (end === 'uncaught') return;
        await at((endedAfter ?? seconds) / seconds, () => (end === 'none' ? mended : undefined));
        child.kill(end === 'none' ? 'SIGUSR2' : end);
      }),
    ]);
    await Promise.all(
      writers.map(async ({ end, child }) => {
        const { exitCode, all } = await child;
        const expected = { none: 0, SIGTERM: 0, SIGKILL: undefined, uncaught: 1 }[end];
        if (exitCode !== expected) throw new Error(`The process of ${end} ended with ${exitCode}: ${all}`);
      }),
    );

    const successor = new GapwatchTransport({
      service: 'soak',
      sink: sinkOf,
      folder,
      pauses: row.pauses,
      settleMs: row.settleMs,
      gatherMs: 100,
      onTrouble: () => {},
    });
    const left = async () => (await readdir(folder)).filter((name) => name !== 'dead-letters').length;
    await until(
      'Nothing but the folder of the successor is left',
      async () => (await left()) === 1 && successor.state().bytes === 0,
      drainMs,
    );
    await successor.close();
    if (logstash) await until('Logstash has stored all', async () => logstash.queued() === 0, drainMs);

    const aside = logstash
      ? new Set(logstash.deadLetters.map(({ event }) => String((event as { id?: string }).id)))
      : await findAside(folder);
    await client.indices.refresh({ index: stream });
    const cells: Cell[] = [];
    for (const { end, rate, endedAfter, tally } of writers) {
      const found = await findStored(client, stream, end);
      const wrong = judge(scenario, end, { tally: tally(), found, aside });
      const apart = [...aside].filter((id) => id.startsWith(`${found.writers[0]}-`)).length;
      const rest = { stored: found.stored.length, aside: apart, endedAfter, faults: proxy.faults(), wrong };
      cells.push({ scenario: scenario.name, end, rate, tally: tally(), ...rest });
    }
    return cells;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
};
