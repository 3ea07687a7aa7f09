import { execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Finding } from '../config/finding.ts';
import { type WrittenTests, withTestParts } from './check-rule-tests.ts';

const run = promisify(execFile);

interface OutsideCheck {
  readonly file: string;
  readonly program: 'promtool' | 'amtool';
  readonly args: readonly string[];
}

/** What Prometheus' and Alertmanager's own tools say of the generated files. */
const checks: readonly OutsideCheck[] = [
  { file: 'prometheus/generated/prometheus.yml', program: 'promtool', args: ['check', 'config'] },
  { file: 'alerts/generated/alertmanager.yml', program: 'amtool', args: ['check-config'] },
];

const testArgs = ['test', 'rules'];

/** Promtool keeps little for long, so that its garbage may grow: that is a fifth of its time, and some 70 MB more. @see Go's GOGC */
export const promtoolEnv = { GOGC: '400' };

/** The outcome: findings, and a sentence for each check that could not be made. */
export interface Outside {
  readonly findings: readonly Finding[];
  readonly notMade: readonly string[];
}

/** Environment variable that names the program, where it is not on PATH. */
const variableOf = (program: OutsideCheck['program']): string => `GAPWATCH_${program.toUpperCase()}`;
const pathOf = (program: OutsideCheck['program']): string => process.env[variableOf(program)] ?? program;

const text = (error: unknown, key: string): string => String(Reflect.get(Object(error), key) ?? '').trim();

const notThere = (file: string, program: OutsideCheck['program']): Outside => ({
  findings: [],
  notMade: [`${file}: not checked, for ${program} is not on PATH; install it or name it in ${variableOf(program)}.`],
});

const outcomeOf = async (root: string, { file, program, args }: OutsideCheck): Promise<Outside> => {
  try {
    await run(pathOf(program), [...args, join(root, file)]);
    return { findings: [], notMade: [] };
  } catch (error) {
    if (text(error, 'code') === 'ENOENT') return notThere(file, program);
    const message = `${text(error, 'stdout')}\n${text(error, 'stderr')}`.trim();
    return { findings: [{ file, where: `${program} ${args.join(' ')}`, rule: program, message }], notMade: [] };
  }
};

/** What promtool says of some files, in its order: it writes the files' names to one stream and faults to the other. */
const testOutput = async (files: readonly string[], log: string): Promise<string> => {
  const handle = await open(log, 'w');
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(pathOf('promtool'), [...testArgs, ...files], {
        env: { ...promtoolEnv, ...process.env },
        stdio: ['ignore', handle.fd, handle.fd],
      });
      child.once('error', reject).once('close', () => resolve());
    });
  } finally {
    await handle.close();
  }
  return readFile(log, 'utf8');
};

const testFindings = (file: string, said: string, parts: readonly WrittenTests[]): Finding[] =>
  said.split(/^Unit Testing: +/m).flatMap((report) => {
    const [path = '', ...lines] = report.split('\n');
    const part = parts.find((one) => one.path === path.trim());
    const message = lines.join('\n').trim();
    if (!part || message === 'SUCCESS') return [];
    const where = `promtool ${testArgs.join(' ')}${part.about && ` (${part.about})`}`;
    return [{ file, where, rule: 'promtool', message }];
  });

const testOutcome = async (root: string, file: string): Promise<Outside> => {
  try {
    return await withTestParts(join(root, file), async (parts, folder) => {
      const processes = Math.min(parts.length, availableParallelism());
      const shares = Array.from({ length: processes }, (_, n) => parts.filter((__, i) => i % processes === n));
      const said = await Promise.all(
        shares.map((share, n) =>
          testOutput(
            share.map(({ path }) => path),
            join(folder, `${n}.log`),
          ),
        ),
      );
      return { findings: said.flatMap((one) => testFindings(file, one, parts)), notMade: [] };
    });
  } catch (error) {
    if (text(error, 'code') === 'ENOENT') return notThere(file, 'promtool');
    throw error;
  }
};

/**
 * Has the generated files below a folder checked, and the rules' tests run, by the tools of those who will load them.
 * @param testFiles paths of the tests, from that folder
 */
export const checkOutside = async (root: string, testFiles: readonly string[]): Promise<Outside> => {
  const outcomes = await Promise.all([
    ...checks.map((check) => outcomeOf(root, check)),
    ...testFiles.map((file) => testOutcome(root, file)),
  ]);
  return {
    findings: outcomes.flatMap(({ findings }) => findings),
    notMade: outcomes.flatMap(({ notMade }) => notMade),
  };
};
