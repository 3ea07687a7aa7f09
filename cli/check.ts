import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { formats, writeChecked } from './check-format.ts';
import { checkOwn } from './check-own.ts';

interface Flags {
  readonly config: string;
  readonly format: (typeof formats)[number];
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

/** `gapwatch check`: drift, the lint of rules, alerts and dashboards, metrics that nothing uses, the rules' tests. */
export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'find generated files that were edited, and what is wrong with rules, alerts and dashboards; run the tests',
    )
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .addOption(new Option('--format <form>', 'how findings are written').choices([...formats]).default('text'))
    .action(async ({ config: file, format }: Flags) => {
      const config = await loadConfig(file);
      const checked = await checkOwn(config, file);
      const folder = relative(process.cwd(), config.root);
      console.log(writeChecked(checked, format, textIn(config.root), folder && `${folder}/`));
      process.exitCode = checked.findings.length > 0 ? 1 : 0;
    });
