import { ApplyError, Refusal } from './apply-error.ts';
import type { Step } from './target.ts';

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Takes steps back, the last one first, each in spite of what became of the others. */
const takeBack = async (steps: readonly Step[]): Promise<readonly string[]> => {
  const failures: string[] = [];
  for (const step of steps.toReversed()) {
    // Whoever interrupts the way there still wants the way back.
    await step.undo?.(new AbortController().signal).catch((error: unknown) => failures.push(sentence(error)));
  }
  return failures;
};

const outcomeOf = (begun: readonly Step[], failures: readonly string[]): string => {
  if (begun.length === 0) return ' Nothing was changed.';
  const back = begun.some(({ undo }) => undo) ? ' What was done before was taken back.' : '';
  const outcome =
    failures.length > 0 ? ` What was done before could not be taken back whole: ${failures.join(' ')}` : back;
  return [outcome, ...begun.flatMap(({ stays }) => (stays === undefined ? [] : [` ${stays}`]))].join('');
};

/**
 * Does all of the steps, or none: if one fails, those before it are taken back, and the failed one too unless the server
 * refused it.
 * @throws ApplyError that says what failed, and what became of the rest
 */
export const carryOut = async (steps: readonly Step[], signal: AbortSignal): Promise<void> => {
  const begun: Step[] = [];
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      begun.push(step);
      await step.run(signal);
    }
  } catch (cause) {
    if (cause instanceof Refusal) begun.pop();
    const failures = await takeBack(begun);
    throw new ApplyError(`${sentence(cause)}${outcomeOf(begun, failures)}`, { cause });
  }
};
