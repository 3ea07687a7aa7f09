/** Why a line was given up: the spool is full, the disk takes nothing, no store would ever take it, it was half written at a crash, or it came after the end. */
export type DropReason = 'spool_full' | 'disk' | 'too_large' | 'torn' | 'dead_letters_full' | 'shutdown';

/** Why a line lies apart: the store refuses it for ever, it is larger than any request may be, or its record is damaged. */
export type DeadReason = 'rejected' | 'too_large' | 'corrupt';

/** Why a request is repeated. */
export type Trouble = 'network' | 'overload' | 'server' | 'missing' | 'unauthorised';

/** What is told of the way of the lines, for metrics. Times in seconds. Nothing of it may throw. */
export interface SpoolMeter {
  /** Lines that a completed write has put into the spool, and the bytes that they take there. */
  readonly accepted: (lines: number, bytes: number) => void;
  readonly dropped: (reason: DropReason, lines: number) => void;
  readonly synced: (seconds: number) => void;
  /** Lines that the store has acknowledged, and how old the oldest of them was. */
  readonly shipped: (lines: number, lag: number) => void;
  /** Of the shipped ones those that it had already. */
  readonly duplicate: (lines: number) => void;
  readonly dead: (reason: DeadReason) => void;
  readonly retried: (reason: Trouble) => void;
  /** A request was answered or given up. */
  readonly requested: (seconds: number) => void;
}
