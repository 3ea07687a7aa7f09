import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateAll } from '../../cli/generators.ts';
import { usedSeries } from '../../cli/used-series.ts';
import { loadConfig } from '../../config/load-config.ts';
import { descendantsOf } from '../../lab/supervisor/process-table.ts';
import { secondsOf } from '../../prometheus/lint/literals.ts';
import { type FleetSize, fleetOf } from './fleet.ts';
import { momentsOf, stepMs, windowMs, writeWindow } from './history.ts';
import { inline } from './inline.ts';
import { startWritable } from './prometheus.ts';
import { questionsOf } from './questions.ts';
import { groupsIn, recordWindow, type WrittenGroup } from './record.ts';
import { filesOf, type GroupTiming, timeGroups } from './time-groups.ts';
import { type PanelTiming, type PanelWays, timePanels } from './time-panels.ts';
import { withoutRecords } from './without-records.ts';

/** What was measured of a service of one size. */
export interface Measured {
  readonly size: FleetSize;
  readonly series: number;
  readonly samples: number;
  readonly makeSeconds: number;
  readonly mebibytes: number;
  readonly panels: readonly PanelTiming[];
  /** The same panels over half of the time. */
  readonly halfPanels: readonly PanelTiming[];
  readonly groups: readonly GroupTiming[];
  /** How often each group is evaluated in earnest. Seconds. */
  readonly intervals: ReadonlyMap<string, number>;
}

const day = 86_400;

const generated = async () => generateAll(await loadConfig(join(import.meta.dirname, '../../gapwatch.config.ts')));

type Files = Awaited<ReturnType<typeof generated>>;

const readRules = (files: Files, name: string) =>
  groupsIn(files.find(({ path }) => path.endsWith(`generated/${name}`))?.text ?? '');

/** Panels that show some time, both ways. Seconds. */
const waysOf = (files: Files, seconds: number, recording: readonly WrittenGroup[]): PanelWays[] =>
  questionsOf(files, seconds).map((panel) => {
    const naive = panel.asked.map((one) => ({ ...one, expr: inline(withoutRecords(one.expr), recording) }));
    const isOther = naive.some(({ expr }, i) => expr !== panel.asked[i]?.expr);
    return { ...panel, naive: isOther ? naive : undefined };
  });

/** Groups that read recorded series, with what they are made of in their place. */
const naiveGroups = (groups: readonly WrittenGroup[], recording: readonly WrittenGroup[]): WrittenGroup[] =>
  groups
    .map((group) => ({ ...group, rules: group.rules.map((one) => ({ ...one, expr: inline(one.expr, recording) })) }))
    .filter((group, i) => group.rules.some(({ expr }, n) => expr !== groups[i]?.rules[n]?.expr));

/**
 * Makes the history of a service and measures on it.
 * @param withHalf whether panels are asked for half of the time too
 */
export const measure = async (size: FleetSize, withHalf: boolean, say: (line: string) => void): Promise<Measured> => {
  const files = await generated();
  const [recording, alerts] = [readRules(files, 'recording.rules.yml'), readRules(files, 'alerts.rules.yml')];
  const { server, load } = await startWritable();
  const { url } = server;
  try {
    const began = performance.now();
    const now = Math.floor(Date.now() / stepMs) * stepMs;
    const producers = fleetOf(size, usedSeries(files.map(({ path, text }) => ({ file: path, text }))), now);
    const series = producers.reduce((sum, { labels }) => sum + labels.length, 0);
    let written = now - day * 1000;
    let samples = 0;
    /** Goes on until what is measured next finds samples for as long as it takes. */
    const writeUntilAhead = async (aheadMs: number) => {
      while (written < Date.now() + aheadMs) {
        const present = Math.floor(Date.now() / stepMs) * stepMs;
        const isPast = written < present;
        const to = Math.min(written + windowMs, isPast ? present : present + aheadMs + stepMs);
        samples += await writeWindow(url, producers, momentsOf(written, to));
        // What is to come Prometheus records itself, once it has the rules.
        if (isPast) samples += await recordWindow(url, recording, { from: written, to });
        written = to;
      }
    };
    await writeUntilAhead(60_000);
    const makeSeconds = (performance.now() - began) / 1000;
    const millions = (samples / 1e6).toFixed(0);
    say(`${size.instances} instances: ${series} series, ${millions} million samples in ${makeSeconds.toFixed(0)} s`);

    const asked = { url, pids: descendantsOf(process.pid) };
    const to = Math.floor(Date.now() / 1000);
    const spanOf = (seconds: number) => ({ from: to - seconds, to });
    const panels = await timePanels(asked, waysOf(files, day, recording), spanOf(day));
    const half = waysOf(files, day / 2, recording).map((panel) => ({ ...panel, naive: undefined }));
    const halfPanels = withHalf ? await timePanels(asked, half, spanOf(day / 2)) : [];
    say(`${panels.length} panels asked`);

    await writeUntilAhead(180_000);
    await load(filesOf([...recording, ...alerts], naiveGroups(alerts, recording)));
    const groups = await timeGroups(url);
    say(`${groups.length} groups of rules evaluated`);

    const { stdout } = await promisify(execFile)('du', ['-sk', server.folder]);
    return {
      size,
      series,
      samples,
      makeSeconds,
      mebibytes: Number.parseInt(stdout, 10) / 1024,
      panels,
      halfPanels,
      groups,
      intervals: new Map(
        [...recording, ...alerts].map(({ name, interval }) => [name, secondsOf(interval ?? '15s') ?? 15]),
      ),
    };
  } finally {
    await server.stop();
  }
};
