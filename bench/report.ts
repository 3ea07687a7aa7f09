import { cpus, totalmem } from 'node:os';
import type { Benchmark, Row } from './benchmark.ts';

/** A benchmark's result, as `--json` prints it and docs/benchmarks/ keeps it. */
export interface Report {
  readonly name: string;
  readonly question: string;
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** What figures depend on most, in a few words. */
export const describeMachine = (): string => {
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores, ${gib} GiB, Node ${process.versions.node}`;
};

/** Runs a benchmark, or one of its parts, and says on what machine. */
export const reportOf = async (
  { name, question, run }: Benchmark,
  say: (line: string) => void,
  only?: string,
): Promise<Report> => {
  const rows = await run(say, only);
  return {
    name,
    question,
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    rows,
  };
};

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const cells = ({
  ours,
  spread: [low, high],
  unit,
  peer,
  ratio,
  goal,
  more,
  absolute,
  met,
  reason,
  ...row
}: Row): string[] => [
  row.case,
  row.measure,
  `${number(ours)} ${unit}`,
  `${number(low)}–${number(high)}`,
  peer === undefined ? '–' : `${number(peer)} ${unit}`,
  ratio === undefined ? '–' : `${number(ratio)}×`,
  goal === undefined ? '–' : `${more ? '≥' : '≤'} ${goal} ${ratio === undefined || absolute ? unit : '×'}`,
  met === undefined ? '–' : met ? 'yes' : `missed${reason ? `: ${reason}` : ''}`,
];

const heads = ['case', 'measure', 'median', 'spread', 'peer', 'ratio', 'goal', 'met'];

/** A report's table in Markdown. */
export const renderReport = ({ name, question, date, machine, rows }: Report): string =>
  [
    `## ${name}`,
    '',
    `${question} (${date}; ${machine}.)`,
    '',
    ...[heads, heads.map(() => '---'), ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
