/** One line of a result table. `ratio` is ours over the peer's; a goal that is missed stays. */
export interface Row {
  readonly case: string;
  readonly measure: string;
  readonly unit: 's' | 'ms' | 'µs' | 'MiB' | '%' | 'rows/s' | 'lines/s' | 'count';
  /** Median of the runs. */
  readonly ours: number;
  /** Lowest and highest of the runs. */
  readonly spread: readonly [number, number];
  readonly peer?: number;
  readonly ratio?: number;
  /** What ours (or the ratio, where there is a peer) must not exceed, or where `more` is better, must reach. */
  readonly goal?: number;
  readonly more?: boolean;
  /** The goal is for ours, though there is a peer: it only shows what is possible. */
  readonly absolute?: true;
  readonly met?: boolean;
  /** Why the goal is hard to meet; shown where it is missed. */
  readonly reason?: string;
}

/** Something measured, by name. */
export interface Benchmark {
  readonly name: string;
  /** What question it answers, in a sentence. */
  readonly question: string;
  /** Parts that can be run alone, by what their cases are called. */
  readonly parts?: readonly string[];
  /** @param only one of the parts, where not all are wanted */
  readonly run: (say: (line: string) => void, only?: string) => Promise<readonly Row[]>;
}

/** Middle value; the mean of the two in the middle where the count is even. NaN of nothing. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
};

/** A row of several runs of ours alone; the median is judged against a goal. */
export const rowOf = (
  of: Pick<Row, 'case' | 'measure' | 'unit' | 'more' | 'reason'>,
  runs: readonly number[],
  goal?: number,
): Row => {
  const ours = median(runs);
  return {
    ...of,
    ours,
    spread: [Math.min(...runs), Math.max(...runs)],
    ...(goal !== undefined && { goal, met: of.more ? ours >= goal : ours <= goal }),
  };
};

/** A row of interleaved runs of ours and of a peer; the ratio of their medians is judged against a goal. */
export const comparisonOf = (
  of: Pick<Row, 'case' | 'measure' | 'unit' | 'more' | 'reason'>,
  runs: { readonly ours: readonly number[]; readonly peer: readonly number[] },
  goal?: number,
): Row => {
  const row = rowOf(of, runs.ours);
  const peer = median(runs.peer);
  const ratio = row.ours / peer;
  // Of nothing nobody is a multiple, and JSON knows no such number.
  return {
    ...row,
    peer,
    ...(Number.isFinite(ratio) && { ratio }),
    ...(goal !== undefined && { goal, met: of.more ? ratio >= goal : ratio <= goal }),
  };
};

/** As {@link comparisonOf}, but the median of ours is judged, not the ratio. */
export const besideOf = (
  of: Pick<Row, 'case' | 'measure' | 'unit' | 'more' | 'reason'>,
  runs: { readonly ours: readonly number[]; readonly peer: readonly number[] },
  goal: number,
): Row => ({ ...comparisonOf(of, runs), ...rowOf(of, runs.ours, goal), absolute: true });
