import { execa } from 'execa';
import { promtoolEnv } from '../../cli/outside-checks.ts';
import { findAmtool } from '../../lab/servers/alertmanager.ts';
import { findPromtool } from '../../lab/servers/prometheus.ts';
import type { Program } from '../../lab/service.ts';

/** What a tool said, and whether it was content. */
export interface Verdict {
  readonly well: boolean;
  readonly output: string;
}

const run = async (
  find: () => Promise<Program | undefined>,
  name: string,
  args: readonly string[],
): Promise<Verdict> => {
  const program = await find();
  if (program === undefined) throw new Error(`${name} is not on this machine; install it, or set its variable.`);
  const { exitCode, all } = await execa(program.path, args, {
    all: true,
    reject: false,
    env: { ...promtoolEnv, ...process.env },
  });
  return { well: exitCode === 0, output: all };
};

/** Runs promtool, which checks and tests what Prometheus reads. */
export const promtool = (...args: readonly string[]): Promise<Verdict> => run(findPromtool, 'promtool', args);

/** Runs amtool, which checks what Alertmanager reads. */
export const amtool = (...args: readonly string[]): Promise<Verdict> => run(findAmtool, 'amtool', args);
