import type { Trouble } from './meter.ts';
import type { SpooledLine } from './record.ts';

/** What a store does not take now, in its words. */
interface NotNow {
  readonly kind: Trouble;
  readonly reason: string;
  /** It has certainly not begun with it; absent where it may be there, or be on its way, though no answer says so. */
  readonly untouched?: true;
}

/** What a store says of one line: taken, there already, refused for ever, or not taken for now. */
export type Verdict =
  | { readonly kind: 'stored' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | NotNow;

/** A request that was not carried out; `too_large` ones may be, in parts, and of `rejected` ones all but the lines whose fault it is. */
export type Refusal = NotNow | { readonly kind: 'too_large' | 'rejected'; readonly reason: string };

/** What became of the lines of a request, in their order. */
export interface Verdicts {
  readonly verdicts: readonly Verdict[];
}

/** Where lines are and will be. */
export interface Located {
  /** Generation of the index that is written now; 0 while there is none. */
  readonly generation: number;
  /** Ids that are there already. */
  readonly stored: ReadonlySet<string>;
}

/** Where lines go. Neither throws. */
export interface LogStore {
  readonly send: (lines: readonly SpooledLine[], signal: AbortSignal) => Promise<Verdicts | Refusal>;
  /**
   * Looks ids up in the indices from generation `since` on. Ids are unique in one index only: a line that was perhaps stored
   * before the store goes on to its next index would be stored there again. The present one is among them, as the next may begin
   * between this answer and what is sent then. Absent where nobody knows what is stored.
   */
  readonly locate?: (ids: readonly string[], since: number, signal: AbortSignal) => Promise<Located | Refusal>;
}
