/** Start and end of what was found, in UTF-16 units. */
export type Range = readonly [start: number, end: number];

/** A piece of a text, found or not. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** Cuts a text at the ranges in it. Ranges that overlap or leave the text do no harm. */
export const cutAt = (text: string, ranges: readonly Range[]): Piece[] => {
  const pieces: Piece[] = [];
  let done = 0;
  const cut = (end: number, found: boolean): void => {
    if (end > done) pieces.push({ text: text.slice(done, end), found });
    done = Math.max(done, end);
  };
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    cut(Math.min(start, text.length), false);
    cut(Math.min(end, text.length), true);
  }
  cut(text.length, false);
  return pieces;
};
