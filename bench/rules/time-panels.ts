import { cpuTimeOf } from '../load/cpu-time.ts';
import { type Asked, ask, type Span } from './ask.ts';
import type { PanelQuestions } from './questions.ts';

/** How long whole answers took: by the clock, and on the processors of Prometheus. Milliseconds. */
export interface Run {
  readonly took: number;
  readonly worked: number;
}

/** A panel as it is, and how it would ask without recording rules, if it reads what they record. */
export interface PanelWays extends PanelQuestions {
  readonly naive: readonly Asked[] | undefined;
}

/** How long a panel took, each time. */
export interface PanelTiming {
  readonly dashboard: string;
  readonly panel: string;
  readonly runs: readonly Run[];
  /** The same without recording rules, in turn with it; empty where it reads nothing that they record. */
  readonly naiveRuns: readonly Run[];
}

/** The first of the rounds reads from the disk: it is not counted, unless it is the only one. */
const rounds = 4;

/** No other round is begun of a panel that has taken so much. Milliseconds. */
const enoughMs = 3_000;

/** A Prometheus to ask, and its processes. */
export interface AskedServer {
  readonly url: string;
  readonly pids: readonly number[];
}

const runOf = async ({ url, pids }: AskedServer, asked: readonly Asked[], span: Span): Promise<Run> => {
  const worked = cpuTimeOf(pids);
  const began = performance.now();
  try {
    // One after the other, so that what one costs does not hide behind another.
    for (const one of asked) await ask(url, one, span);
  } catch (error) {
    // The rest would take even longer: what it has taken so far is told as the least.
    if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
  }
  return { took: performance.now() - began, worked: cpuTimeOf(pids) - worked };
};

/** Without the first, where there are others. */
const counted = (runs: readonly Run[]): readonly Run[] => (runs.length > 1 ? runs.slice(1) : runs);

const timePanel = async (server: AskedServer, { dashboard, panel, asked, naive }: PanelWays, span: Span) => {
  const runs: Run[] = [];
  const naiveRuns: Run[] = [];
  const began = performance.now();
  while (runs.length < rounds && performance.now() - began < enoughMs) {
    runs.push(await runOf(server, asked, span));
    if (naive) naiveRuns.push(await runOf(server, naive, span));
  }
  return { dashboard, panel, runs: counted(runs), naiveRuns: counted(naiveRuns) };
};

/** Asks what panels ask, again and again. */
export const timePanels = async (
  server: AskedServer,
  panels: readonly PanelWays[],
  { from, to }: Omit<Span, 'step'>,
): Promise<PanelTiming[]> => {
  const timings: PanelTiming[] = [];
  for (const panel of panels) timings.push(await timePanel(server, panel, { from, to, step: panel.step }));
  return timings;
};
