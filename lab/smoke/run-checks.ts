import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../config/load-config.ts';
import type { Say } from '../service.ts';
import { renderTable } from '../table.ts';
import type { Check, CheckResult, Sighting } from './check.ts';

/** Between two looks. Milliseconds. */
const pauseMs = 500;

/** What one look may take. Milliseconds. */
const lookMs = 15_000;

/** How the checks are run. */
export interface CheckRun {
  readonly config: Config;
  /** Parts that the lab was asked to do without: what needs them is skipped. */
  readonly without: readonly string[];
  /** Parts that the lab does without, asked to or not: what needs them has failed otherwise. */
  readonly absent: readonly string[];
  /** How long each piece of evidence is waited for. Milliseconds. */
  readonly withinMs: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

const runCheck = async (check: Check, run: CheckRun): Promise<Omit<CheckResult, 'seconds'>> => {
  const lacking = check.needs.filter((name) => run.absent.includes(name));
  if (lacking.length > 0) {
    const result = lacking.some((name) => run.without.includes(name)) ? 'skipped' : 'failed';
    return { name: check.name, result, evidence: `the lab has no ${lacking.join(', ')}` };
  }
  const over = AbortSignal.any([run.signal, AbortSignal.timeout(run.withinMs)]);
  const look = check.begin(run.config);
  let seen: Sighting = { there: false, evidence: 'nothing' };
  while (!over.aborted) {
    seen = await look(AbortSignal.any([over, AbortSignal.timeout(lookMs)])).catch((error: unknown) => ({
      there: false,
      // What was seen before the time was up says more than that it was.
      evidence: over.aborted ? seen.evidence : error instanceof Error ? error.message : String(error),
    }));
    if (seen.there) return { name: check.name, result: 'passed', evidence: seen.evidence };
    await delay(pauseMs, undefined, { signal: over }).catch(() => undefined);
  }
  return { name: check.name, result: 'failed', evidence: `last seen: ${seen.evidence}` };
};

/**
 * Looks for each piece of evidence, one after another, until it is there or its time is up.
 * @throws the signal's reason once it is aborted
 */
export const runChecks = async (checks: readonly Check[], run: CheckRun): Promise<CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const begun = performance.now();
    const outcome = await runCheck(check, run);
    run.signal.throwIfAborted();
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    run.say(`${outcome.result}: ${outcome.name} (${seconds.toFixed(1)} s)`);
    results.push({ ...outcome, seconds });
  }
  return results;
};

/** Renders what became of the checks as people read it. */
export const renderResults = (results: readonly CheckResult[]): string =>
  renderTable(
    ['check', 'result', 'seconds', 'evidence'],
    results.map(({ name, result, seconds, evidence }) => [name, result, seconds.toFixed(1), evidence]),
  );
