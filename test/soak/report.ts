import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from '../../bench/report.ts';
import type { LogsPlan } from './logs.ts';
import type { Cell } from './row.ts';
import { scenarios } from './scenarios.ts';

/** A cell, and what its figures depend on. */
interface KeptCell extends Cell {
  readonly sink: LogsPlan['sink'];
  readonly seconds: number;
  readonly date: string;
  readonly machine: string;
}

const file = join(import.meta.dirname, '../../docs/soak.json');

const heads = [
  'fault',
  'end',
  'lines/s',
  'ended after',
  'logged',
  'accepted',
  'stored',
  'aside',
  'dropped',
  'torn',
  'requests again',
  'known',
  'faults met',
  'verdict',
];

const isWrong = ({ wrong }: Cell): boolean => wrong.length > 0;

/** A table of cells in Markdown. */
export const renderCells = (cells: readonly Cell[]): string => {
  const rows = cells.map(({ scenario, end, rate, tally, stored, aside, endedAfter, faults, wrong }) => [
    scenario,
    end,
    rate,
    endedAfter === undefined ? 'all was shipped' : `${endedAfter.toFixed(1)} s`,
    tally.logged,
    tally.accepted,
    stored,
    aside,
    tally.spool_full + tally.disk + tally.otherwise,
    tally.torn,
    tally.retried,
    tally.duplicates,
    faults,
    wrong.length === 0 ? 'none lost, none twice' : wrong.join('; '),
  ]);
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
};

/** What became of all lines of some cells, in a sentence. */
export const summaryOf = (cells: readonly Cell[]): string => {
  const lines = cells.reduce((sum, { tally }) => sum + tally.logged, 0);
  return `${cells.length} processes logged ${lines} lines; ${cells.filter(isWrong).length} of them lost one, or have one twice.`;
};

const readKept = async (): Promise<readonly KeptCell[]> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

const keyOf = ({ sink, scenario, rate }: KeptCell): string => `${sink}/${rate}/${scenario}`;

const head = `# Soak of the log lines

Written by \`npm run soak -- logs --write\`, which keeps what it does not run anew; so it can be run in parts. Each row is a process that logs by way of
winston and the spool, while in the middle half of its time the fault of its row stands before the store. Four of them share a spool, one for each
way to end; what they leave another process ships. Then each line is looked for.

- ended after: since its beginning; the rest of the lines, if any, is shipped by another process.
- accepted: written to the spool. Each of them must be stored once, or be put aside with what the store has said of it. Who is killed has no
  time to count its last lines: of those as many or more are there.
- dropped: counted, and only where there is no room. Torn: half written by the one that was killed, so never accepted; whoever ships the rest says so.
- requests again: those that a process had to repeat. Known: lines sent again though they were there, which the store said. Faults met: requests of all
  four that the fault met, where there is somebody to count them: a connection that is refused is counted by none but the one who tries.
`;

const placeOf = ({ scenario }: Cell): number => scenarios.findIndex(({ name }) => name === scenario);

/** What all cells of a run have in common, as a heading. */
const titleOf = ({ sink, seconds, date, machine }: KeptCell): string =>
  `## To ${sink}, ${seconds} s each (${date}; ${machine})`;

/** Puts cells in the place of those of the same fault, rate and sink in docs/soak.json, and writes docs/soak.md from all. */
export const keepCells = async ({ sink, seconds }: LogsPlan, cells: readonly Cell[]): Promise<void> => {
  const about = { sink, seconds, date: new Date().toISOString().slice(0, 10), machine: describeMachine() };
  const fresh = cells.map((cell): KeptCell => ({ ...cell, ...about }));
  const anew = new Set(fresh.map(keyOf));
  const kept = [...(await readKept()).filter((cell) => !anew.has(keyOf(cell))), ...fresh];
  await writeFile(file, `${JSON.stringify(kept, null, 1)}\n`);
  const runs = Map.groupBy(kept, titleOf);
  const parts = [...runs].map(([title, all]) => {
    const sorted = all.toSorted((a, b) => a.rate - b.rate || placeOf(a) - placeOf(b));
    return `${title}\n\n${summaryOf(sorted)}\n\n${renderCells(sorted)}\n`;
  });
  await writeFile(file.replace(/json$/, 'md'), [head, ...parts].join('\n'));
};
