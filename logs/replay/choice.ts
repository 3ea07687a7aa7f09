import type { DeadLetter } from '../../spool/dead-letters.ts';

/** Which letters somebody wants: all that fit everything that is said. */
export interface LetterChoice {
  /** One of these. */
  readonly ids: readonly string[];
  /** One of these: the spool's reason (`rejected`, `too_large`), or a part of what the store said. */
  readonly reasons: readonly string[];
}

/** Whether a letter is wanted; all are where nothing is said. */
export const isChosen = ({ ids, reasons }: LetterChoice, { id, reason, why }: DeadLetter): boolean =>
  (ids.length === 0 || ids.includes(id)) &&
  (reasons.length === 0 || reasons.some((one) => one === reason || why.includes(one)));
