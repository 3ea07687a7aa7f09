import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Finding } from '../config/finding.ts';

const run = promisify(execFile);

interface OutsideCheck {
  readonly file: string;
  /** Environment variable that names the program, where it is not on PATH. */
  readonly variable: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** What Prometheus' and Alertmanager's own tools say of the generated files. */
const checks: readonly OutsideCheck[] = [
  { file: 'prometheus/generated/prometheus.yml', program: 'promtool', args: ['check', 'config'] },
  { file: 'alerts/generated/alerts.test.yml', program: 'promtool', args: ['test', 'rules'] },
  { file: 'alerts/generated/alerts.hours.test.yml', program: 'promtool', args: ['test', 'rules'] },
  { file: 'alerts/generated/alertmanager.yml', program: 'amtool', args: ['check-config'] },
].map((check) => ({ ...check, variable: `GAPWATCH_${check.program.toUpperCase()}` }));

/** The outcome: findings, and a sentence for each check that could not be made. */
export interface Outside {
  readonly findings: readonly Finding[];
  readonly notMade: readonly string[];
}

const text = (error: unknown, key: string): string => String(Reflect.get(Object(error), key) ?? '').trim();

const outcomeOf = async (root: string, { file, variable, program, args }: OutsideCheck): Promise<Outside> => {
  try {
    await run(process.env[variable] ?? program, [...args, join(root, file)]);
    return { findings: [], notMade: [] };
  } catch (error) {
    if (text(error, 'code') === 'ENOENT') {
      return {
        findings: [],
        notMade: [`${file}: not checked, for ${program} is not on PATH; install it or name it in ${variable}.`],
      };
    }
    const said = `${text(error, 'stdout')}\n${text(error, 'stderr')}`.trim();
    return { findings: [{ file, where: `${program} ${args.join(' ')}`, message: said }], notMade: [] };
  }
};

/** Has the generated files below a folder checked, and the rules' tests run, by the tools of those who will load them. */
export const checkOutside = async (root: string): Promise<Outside> => {
  const outcomes = await Promise.all(checks.map((check) => outcomeOf(root, check)));
  return {
    findings: outcomes.flatMap(({ findings }) => findings),
    notMade: outcomes.flatMap(({ notMade }) => notMade),
  };
};
