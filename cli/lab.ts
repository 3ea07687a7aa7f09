import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Config, loadConfig } from '../config/load-config.ts';
import { startInBackground } from '../lab/background.ts';
import type { LabOptions } from '../lab/lab.ts';
import { LabError } from '../lab/lab-error.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { renderRecords } from '../lab/records-table.ts';
import type { Say } from '../lab/service.ts';
import { readStatus, stopLab } from '../lab/status.ts';
import { listenForStop } from '../lab/stop-signals.ts';

interface LabFlags {
  readonly config: string;
  readonly without: readonly string[];
  readonly fresh: boolean;
  readonly swarm: boolean;
  readonly detach: boolean;
  readonly timeScale: number;
  readonly smoke: boolean;
  readonly json: boolean;
}

const configOption = (): Option => new Option('--config <file>', 'configuration file').default('gapwatch.config.ts');

const collect = (name: string, names: readonly string[]): string[] => [...names, name];

const parseScale = (text: string): number => {
  const scale = Number(text);
  if (!(scale >= 1 && scale <= 1000)) throw new InvalidArgumentError('It is a number from 1 to 1000.');
  return scale;
};

/** Each line with the time of day, for a lab runs for hours. */
const sayTo =
  (stream: NodeJS.WriteStream): Say =>
  (line) =>
    void stream.write(`${new Date().toTimeString().slice(0, 8)} ${line}\n`);

const detach = async (config: Config): Promise<void> => {
  const stopping = new AbortController();
  const unlisten = listenForStop(process, { onStop: () => stopping.abort(), onAgain: () => {} });
  await startInBackground({
    paths: labPaths(config),
    args: process.argv.slice(1).filter((arg) => arg !== '--detach'),
    print: (text) => void process.stdout.write(text),
    stopping: stopping.signal,
  });
  unlisten();
  if (!stopping.signal.aborted) console.log('The lab runs in the background; `npm run lab -- stop` ends it.');
};

const smoke = async (options: LabOptions, json: boolean): Promise<void> => {
  const [{ runSmoke }, { renderResults }] = await Promise.all([
    import('../lab/smoke/run-smoke.ts'),
    import('../lab/smoke/run-checks.ts'),
  ]);
  const results = await runSmoke(options);
  const passed = results.every(({ result }) => result !== 'failed');
  console.log(json ? JSON.stringify({ passed, checks: results }, undefined, 2) : `\n${renderResults(results)}`);
  process.exitCode = passed ? 0 : 1;
};

const start = async (flags: LabFlags): Promise<void> => {
  if (flags.json && !flags.smoke) throw new LabError('--json goes with --smoke, or with `status`.');
  if (flags.detach && flags.smoke) throw new LabError('--smoke stops the lab when it is over; leave --detach out.');
  const config = await loadConfig(flags.config);
  if (flags.detach) return detach(config);
  // Where a program reads the results, people read the rest.
  const stream = flags.json ? process.stderr : process.stdout;
  const options = {
    ...flags,
    config,
    configFile: resolve(flags.config),
    say: sayTo(stream),
    colour: stream.isTTY && stream.hasColors(),
  };
  if (flags.smoke) return smoke(options, flags.json);
  // Only what runs the lab needs all that it runs: who asks or stops it would wait for that.
  const { runLab } = await import('../lab/run-lab.ts');
  await runLab(options);
};

const status = async (flags: { readonly config: string; readonly json: boolean }): Promise<void> => {
  const config = await loadConfig(flags.config);
  const found = readStatus(config);
  if (flags.json) console.log(JSON.stringify(found, undefined, 2));
  else {
    const { folder } = labPaths(config);
    console.log(
      found.pid === undefined ? `No lab runs in ${folder}.` : `A lab runs in ${folder} as process ${found.pid}.`,
    );
    if (found.services.length > 0) console.log(`\n${renderRecords(found.services)}`);
  }
  process.exitCode = found.healthy ? 0 : 1;
};

/** A terminal that is gone, or a reader that has seen enough, must not end the lab before its servers. */
const outliveReaders = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
};

/** Refuses what stands before the name of a command and would be taken for the lab's own: it would do nothing. */
const refuseEarlierOptions = (lab: Command, command: Command): void => {
  const early = lab.options.find((option) => lab.getOptionValueSource(option.attributeName()) === 'cli');
  if (early !== undefined)
    throw new LabError(`Options of \`${command.name()}\` stand after it; move ${early.long} there.`);
};

/** `gapwatch lab`: starts the lab, and looks after one that runs. */
export const labCommand = (): Command => {
  const command = new Command('lab')
    .description('run the whole service on this machine, with real servers and simulated people')
    .enablePositionalOptions()
    .addOption(configOption())
    .option('--without <name>', 'leave a part out; may be repeated', collect, [])
    .option('--fresh', 'wipe the data of earlier labs first', false)
    .option('--swarm', 'run the chat service replicated on a Docker Swarm of three nodes on this machine (root)', false)
    .option('--detach', 'run in the background', false)
    .option('--time-scale <n>', 'divide alert times and scrape intervals by this', parseScale, 1)
    .option('--smoke', 'start, look for the evidence that all of it works, stop; exit code 1 unless it does', false)
    .option('--json', 'with --smoke: the results as JSON', false)
    .action(start)
    .hook('preAction', outliveReaders)
    .hook('preSubcommand', refuseEarlierOptions);
  command
    .command('status')
    .description('show what runs; exit code 1 unless all is up')
    .addOption(configOption())
    .option('--json', 'as JSON', false)
    .action(status);
  command
    .command('stop')
    .description('stop the lab and wait until it is gone')
    .addOption(configOption())
    .action(async (flags: { readonly config: string }) => stopLab(await loadConfig(flags.config), console.log));
  return command;
};
