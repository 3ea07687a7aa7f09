import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coverageOf } from '../alerts/coverage.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { declarations } from '../prometheus/catalogue.ts';
import { lintMetrics } from '../prometheus/lint/lint-metrics.ts';
import type { SourceText } from '../prometheus/lint/rules-text.ts';
import { excuse } from './check-exclusions.ts';
import type { Checked } from './check-format.ts';
import { findDrift } from './drift.ts';
import { generateAll } from './generators.ts';
import { checkOutside } from './outside-checks.ts';
import { staticFindings } from './static-findings.ts';
import { usedSeries } from './used-series.ts';

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

/**
 * Checks what is generated from a configuration, as it stands on disk.
 * @param file how findings name the configuration
 */
export const checkOwn = async (config: Config, file: string): Promise<Checked> => {
  const files = generateAll(config);
  const tests = files.map(({ path }) => path).filter((path) => path.endsWith('.test.yml'));
  // The tools run for seconds; what is found here is found meanwhile.
  const outside = checkOutside(config.root, tests);
  const sources = await onDisk(config.root, files);
  const covered = coverageOf(config, sources);
  // By what is generated, not by what lies there: of a file that is missing one finding is enough.
  const used = usedSeries(files.map(({ path, text }) => ({ file: path, text })));
  const own = [
    ...(await findDrift(config.root, files)),
    ...lintMetrics(declarations, used),
    ...staticFindings(sources, config),
    ...covered.findings,
  ];
  const { findings, notMade } = await outside;
  const today = new Date().toISOString().slice(0, 10);
  return {
    what: `${files.length} files`,
    covered: covered.text,
    notMade,
    ...excuse([...own, ...findings], config.check.exclusions, { file, today }),
  };
};
