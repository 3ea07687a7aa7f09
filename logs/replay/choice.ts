import type { DeadLetter } from '../../spool/dead-letters.ts';
import { goesTo } from '../../spool/destination.ts';

/** Which letters somebody wants: all that fit everything that is said. */
export interface LetterChoice {
  /** One of these. */
  readonly ids: readonly string[];
  /** One of these: the spool's reason (`rejected`, `too_large`), or a part of what the store said. */
  readonly reasons: readonly string[];
  /** On its way to there; anywhere unless given. */
  readonly destination?: string;
}

/** Whether a letter is wanted; all are where nothing is said. */
export const isChosen = ({ ids, reasons, destination }: LetterChoice, letter: DeadLetter): boolean =>
  (ids.length === 0 || ids.includes(letter.id)) &&
  (reasons.length === 0 || reasons.some((one) => one === letter.reason || letter.why.includes(one))) &&
  goesTo(letter.destination, destination);
