import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { GeneratedFile } from '../config/generated-file.ts';
import { loadConfig } from '../config/load-config.ts';
import type { SourceText } from '../prometheus/lint/rules-text.ts';
import { findDrift } from './drift.ts';
import { generateAll } from './generators.ts';
import { checkOutside } from './outside-checks.ts';
import { staticFindings } from './static-findings.ts';

/** The files as they stand on disk, hand-edited or not; those that are missing are drift's to find. */
const onDisk = async (root: string, files: readonly GeneratedFile[]): Promise<SourceText[]> => {
  const read = await Promise.all(
    files.map(async ({ path }) => ({
      file: path,
      text: await readFile(join(root, path), 'utf8').catch(() => undefined),
    })),
  );
  return read.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
};

interface Flags {
  readonly config: string;
  readonly json: boolean;
}

/** `gapwatch check`: drift, unknown metrics and labels, dashboards' lint, alerts without test or runbook, the rules' tests. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('find generated files that were edited, metrics that nothing declares, alerts without test or runbook')
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .option('--json', 'print the findings as JSON', false)
    .action(async ({ config: file, json }: Flags) => {
      const config = await loadConfig(file);
      const files = generateAll(config);
      // The tools run for seconds; what is found here is found meanwhile.
      const outside = checkOutside(config.root);
      const own = [...(await findDrift(config.root, files)), ...staticFindings(await onDisk(config.root, files))];
      const { findings: others, notMade } = await outside;
      const findings = [...own, ...others];
      if (json) console.log(JSON.stringify({ findings, notMade }, undefined, 2));
      else {
        for (const finding of findings) console.log(`${finding.file}: ${finding.where}: ${finding.message}`);
        for (const sentence of notMade) console.log(sentence);
        console.log(`${files.length} files checked, ${findings.length} findings.`);
      }
      process.exitCode = findings.length > 0 ? 1 : 0;
    });
