import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../bench/report.ts';
import { runTidily } from '../../bench/tidy-run.ts';
import { type LogsPlan, renderCells, soakLogs } from './logs.ts';
import type { Cell } from './row.ts';
import { scenarios } from './scenarios.ts';

const usage = `npm run soak -- logs [--seconds 60] [--rates 100,1000,10000] [--sink elasticsearch|logstash] [--only 'FAULT,…'] [--write]
Has processes log while the store of their lines fails in every way, ends them in every way, and looks for each line: ${scenarios.map(({ name }) => name).join(', ')}.
The whole takes about an hour; the exit code is 1 if a line was lost or is there twice. --write keeps the table as docs/soak.md.`;

const isWrong = ({ wrong }: Cell): boolean => wrong.length > 0;

const summaryOf = (cells: readonly Cell[]): string => {
  const lines = cells.reduce((sum, { tally }) => sum + tally.logged, 0);
  return `${cells.length} processes logged ${lines} lines; ${cells.filter(isWrong).length} of them lost one, or have one twice.`;
};

/** Keeps what was found, with what it depends on. */
const keep = async ({ sink, seconds }: LogsPlan, cells: readonly Cell[]): Promise<void> => {
  const text = `# Soak of the log lines

Written by \`npm run soak -- logs --write\`: each row is a process that logs by way of winston and the spool for ${seconds} s to ${sink}, while in the middle half of that time the fault
of its row stands before it. Four of them share a spool, one for each way to end; what they leave another process ships. Then each line is looked for.

- ended after: since its beginning; the rest of the lines, if any, is shipped by the next process.
- accepted: written to the spool. Each of them must be stored once, or be put aside with what the store has said of it. Dropped: counted, and only where there is no room.
  Whoever is killed has no time to count its last lines: of those as many or more are there.
- requests again: those that a process had to repeat. Known: lines sent again though they were there, which the store said. Faults met: requests of all four that
  the fault met, where there is somebody to count them: a connection that is refused is counted by none but the one who tries.

${new Date().toISOString().slice(0, 10)}; ${describeMachine()}. ${summaryOf(cells)}

${renderCells(cells)}
`;
  await writeFile(join(import.meta.dirname, '../../docs/soak.md'), text);
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '60' },
      rates: { type: 'string', default: '100,1000,10000' },
      sink: { type: 'string', default: 'elasticsearch' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
    },
  });
  const { sink } = values;
  const rates = values.rates.split(',').map(Number);
  const seconds = Number(values.seconds);
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => !scenarios.some((scenario) => scenario.name === name));
  const numbers = [seconds, ...rates].every((number) => Number.isFinite(number) && number > 0);
  if (positionals.join() !== 'logs' || (sink !== 'elasticsearch' && sink !== 'logstash') || unknown || !numbers) {
    console.error(usage);
    return 2;
  }
  const plan = { sink, seconds, rates, only } as const;
  const cells = await runTidily(() => soakLogs(plan, (line) => console.error(line)));
  if (cells === undefined) {
    console.error('The soak was cut short; what it had started is ended.');
    return 1;
  }
  console.log(`${renderCells(cells)}\n\n${summaryOf(cells)}`);
  if (values.write) await keep(plan, cells);
  return cells.some(isWrong) || cells.length === 0 ? 1 : 0;
};

process.exit(await main());
