import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import { SourceError } from '../foreign/source.ts';
import { checkForeign, type ForeignFlags } from './check-foreign.ts';
import { type Checked, formats, writeChecked } from './check-format.ts';
import { checkOwn } from './check-own.ts';
import { generateAll } from './generators.ts';

interface Flags extends ForeignFlags {
  readonly config: string;
  readonly format: (typeof formats)[number];
}

/** A check could not be made: its message is for the person who called, and the exit code tells it from findings. */
class CheckError extends Error {
  override name = 'CheckError';
}

const textIn =
  (folder: string) =>
  (file: string): string | undefined => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return undefined;
    }
  };

/** What is checked, and the folder from which findings name their files, from where the command runs. */
const check = async ({ config: file, ...foreign }: Flags): Promise<{ checked: Checked; folder: string }> => {
  const { against, dashboards, rules } = foreign;
  if (dashboards.length + rules.length > 0) {
    if (against.length > 0) return { checked: await checkForeign(foreign), folder: '' };
    throw new CheckError('Say with --against what to look in: the address of a Prometheus, or a page of metrics.');
  }
  const config = await loadConfig(file);
  const folder = relative(process.cwd(), config.root);
  if (against.length === 0) return { checked: await checkOwn(config, file), folder };
  const own = generateAll(config).map(({ path }) => path);
  const below = (pattern: RegExp) => own.filter((path) => pattern.test(path)).map((path) => join(folder, path));
  const generated = {
    dashboards: below(/^dashboards\/generated\/[^/]+\.json$/),
    rules: below(/\.rules\.yml$/),
  };
  return { checked: await checkForeign({ ...foreign, ...generated }), folder: '' };
};

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `gapwatch check`: what is wrong with what is generated; or which queries of any dashboards and rules find nothing. */
export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'find generated files that were edited, and what is wrong with rules, alerts and dashboards; run the tests. ' +
        'With --against: find queries, of any dashboards and rules, that a Prometheus has nothing for',
    )
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .addOption(new Option('--format <form>', 'how findings are written').choices([...formats]).default('text'))
    .option('--against <place>', 'address of a Prometheus; or pages of metrics, by address or file', several, [])
    .option('--dashboards <path>', "a dashboard's JSON or YAML, or a folder of such", several, [])
    .option('--rules <path>', 'a file of rules, or a folder of such', several, [])
    .option('--within <time>', 'how far back a series may have ended', '1d')
    .option('--token-file <file>', 'holds the token that Prometheus asks for')
    .addHelpText('after', '\nExit code 0: nothing found; 1: findings; 2: the check could not be made.')
    .action(async (flags: Flags) => {
      try {
        const { checked, folder } = await check(flags);
        console.log(writeChecked(checked, flags.format, textIn(folder), folder && `${folder}/`));
        process.exitCode = checked.findings.length > 0 ? 1 : 0;
      } catch (cause) {
        if (cause instanceof ConfigError || cause instanceof SourceError)
          throw new CheckError(cause.message, { cause });
        throw cause;
      }
    });
