import type { Log } from '../log.ts';
import type { Outcome } from './shared-collection.ts';

/** Logs how a collector does when that changes, not at every scrape. Gets the outcome and the one before it. */
export const makeOutcomeLog =
  (log: Log): ((outcome: Outcome, before: Outcome | undefined) => void) =>
  (outcome, before) => {
    const { name, state, reason, notes, dropped } = outcome;
    if (state !== before?.state || reason !== before.reason) {
      if (state === 'failed') log('error', `Collector ${name} failed: ${reason}`);
      else if (state === 'skipped') log('info', `Collector ${name} is skipped: ${reason}`);
      else if (before !== undefined) log('info', `Collector ${name} works again.`);
    }
    for (const sentence of notes) {
      if (!before?.notes.includes(sentence)) log('warn', `Collector ${name}: ${sentence}`);
    }
    const { labelBound, familyCap } = dropped;
    if (labelBound > 0 && before?.dropped.labelBound !== labelBound) {
      log('warn', `Collector ${name} left out ${labelBound} samples, because a label has more values than its bound.`);
    }
    if (familyCap > 0 && before?.dropped.familyCap !== familyCap) {
      log(
        'warn',
        `Collector ${name} left out ${familyCap} samples, because a family has more than a page takes of it.`,
      );
    }
  };
