import { createLab, type LabOptions } from '../lab.ts';
import { LabError } from '../lab-error.ts';
import { listenForStop } from '../stop-signals.ts';
import type { CheckResult } from './check.ts';
import { checks } from './checks.ts';
import { runChecks } from './run-checks.ts';

/** How long each piece of evidence is waited for. Milliseconds; a slow machine needs most of it. */
const withinMs = 180_000;

/**
 * Starts a lab, looks for the evidence that it works, and stops it again.
 * @throws LabError if it cannot start, or is asked to stop before all evidence was looked for
 */
export const runSmoke = async (options: LabOptions): Promise<CheckResult[]> => {
  const lab = createLab(options);
  const stopping = new AbortController();
  const unlisten = listenForStop(process, {
    onStop() {
      stopping.abort();
      void lab.stop();
    },
    onAgain: lab.kill,
  });
  try {
    const absent = await lab.start();
    const { config, without, say } = options;
    return await runChecks(checks, { config, without, absent, withinMs, say, signal: stopping.signal });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new LabError('The smoke run was asked to stop before it was over.', { cause: error });
  } finally {
    await lab.stop();
    unlisten();
  }
};
