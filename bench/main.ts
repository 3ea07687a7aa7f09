import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { dashboards } from './dashboards.ts';
import { exporter } from './exporter.ts';
import { history } from './history.ts';
import { knee } from './knee.ts';
import { lab } from './lab.ts';
import { load } from './load.ts';
import { logs } from './logs.ts';
import { moderation } from './moderation.ts';
import { mover } from './mover.ts';
import { price } from './price.ts';
import { type Report, renderReport, reportOf } from './report.ts';
import { rules } from './rules.ts';
import { search } from './search.ts';
import { runTidily } from './tidy-run.ts';
import { typing } from './typing.ts';

/** Every benchmark, in the order of `--list` and of docs/benchmarks.md. */
const benchmarks: readonly Benchmark[] = [
  lab,
  typing,
  dashboards,
  rules,
  exporter,
  logs,
  moderation,
  mover,
  history,
  search,
  load,
  knee,
  price,
];

const folder = join(import.meta.dirname, '../docs/benchmarks');

/** Keeps a report and writes docs/benchmarks.md from all that are kept. */
const keep = async (report: Report): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${report.name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  const there = new Set(await readdir(folder));
  const kept = benchmarks.filter(({ name }) => there.has(`${name}.json`));
  const reports = await Promise.all(
    kept.map(async ({ name }): Promise<Report> => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))),
  );
  const head =
    '# Benchmarks\n\nWritten by `npm run bench -- NAME --write` from docs/benchmarks/; medians with the spread of the runs.\n';
  await writeFile(join(folder, '../benchmarks.md'), [head, ...reports.map(renderReport)].join('\n'));
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      only: { type: 'string' },
    },
  });
  if (values.list) {
    for (const { name, question } of benchmarks) console.log(`${name.padEnd(10)} ${question}`);
    return 0;
  }
  const benchmark = benchmarks.find(({ name }) => name === positionals[0]);
  if (!benchmark || positionals.length > 1) {
    console.error(
      `Name one benchmark: ${benchmarks.map(({ name }) => name).join(', ')} (npm run bench -- NAME [--only PART] [--json] [--write]).`,
    );
    return 2;
  }
  const { only } = values;
  const { name, parts = [] } = benchmark;
  if (only !== undefined && !parts.includes(only)) {
    console.error(`--only is ${only}, expected a part of ${name}: ${parts.join(', ') || 'it has none'}.`);
    return 2;
  }
  if (only !== undefined && values.write) {
    console.error('A part of a benchmark is not kept: leave out --only, or --write.');
    return 2;
  }
  const report = await runTidily(() => reportOf(benchmark, (line) => console.error(line), only));
  if (report === undefined) {
    console.error('The benchmark was cut short; what it had started is ended.');
    return 1;
  }
  console.log(values.json ? JSON.stringify(report, null, 2) : renderReport(report));
  if (values.write) await keep(report);
  return 0;
};

// What a benchmark that was cut short had begun does not keep it from ending.
process.exit(await main());
