import { join } from 'node:path';
import { execa } from 'execa';
import type { z } from 'zod';
import type { LoadResult } from './measures.ts';
import type { planSchema } from './plan.ts';

/** Milliseconds beyond which a run hangs. */
const longestRun = 180_000;

const main = join(import.meta.dirname, 'main.ts');

/**
 * Runs the load generator in a process of its own, so that the one who asks costs it nothing.
 * @throws Error if it refuses the plan or does not come to an end
 */
export const runGenerator = async (plan: z.input<typeof planSchema>): Promise<LoadResult> => {
  const { stdout } = await execa(process.execPath, [main, JSON.stringify(plan)], { timeout: longestRun });
  // JSON knows no NaN, which is what a percentile of nothing is.
  const result: LoadResult = JSON.parse(stdout, (_key, value) => (value === null ? Number.NaN : value));
  return result;
};
