import { parseArgs } from 'node:util';
import { runTidily } from '../../bench/tidy-run.ts';
import { soakLogs } from './logs.ts';
import { keepCells, renderCells, summaryOf } from './report.ts';
import type { Cell } from './row.ts';
import { scenarios } from './scenarios.ts';

const usage = `npm run soak -- logs [--seconds 60] [--rates 100,1000,10000] [--sink elasticsearch|logstash] [--only 'FAULT,…'] [--write]
Has processes log while the store of their lines fails in every way, ends them in every way, and looks for each line: ${scenarios.map(({ name }) => name).join(', ')}.
The whole takes some 40 minutes of a quiet machine; the exit code is 1 if a line was lost or is there twice. --write keeps what is judged in docs/soak.md, group by group.`;

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
  const keep = async (cells: readonly Cell[]) => {
    if (values.write) await keepCells(plan, cells);
  };
  const cells = await runTidily(() => soakLogs(plan, (line) => console.error(line), keep));
  if (cells === undefined) {
    console.error('The soak was cut short; what it had started is ended.');
    return 1;
  }
  console.log(`${renderCells(cells)}\n\n${summaryOf(cells)}`);
  return cells.some(({ wrong }) => wrong.length > 0) || cells.length === 0 ? 1 : 0;
};

process.exit(await main());
