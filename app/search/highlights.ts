import { foldText } from './fold.ts';

/** A stretch of a text in UTF-16 units, the end exclusive. */
export type Stretch = readonly [start: number, end: number];

/** Every place of `part` in `text`, also those that overlap. */
function* placesOf(text: string, part: string): Generator<Stretch> {
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + 1))
    yield [at, at + part.length];
}

/** Stretches in order, those that touch each other as one. */
const joined = (stretches: readonly Stretch[]): Stretch[] => {
  const all: Stretch[] = [];
  for (const [start, end] of [...stretches].sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last && start <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], end)];
    else all.push([start, end]);
  }
  return all;
};

/** From stretches of the folded text to those of the text: of a character always the whole. */
const unfolded = (text: string, starts: readonly number[], stretches: readonly Stretch[]): Stretch[] => {
  const ends: number[] = [];
  for (let i = starts.length - 2, end = text.length; i >= 0; i--) {
    const next = starts[i + 1] ?? end;
    if (starts[i] !== next) end = next;
    ends[i] = end;
  }
  return joined(stretches.map(([start, end]) => [starts[start] ?? 0, ends[end - 1] ?? text.length]));
};

/** Where a text has any of these parts, compared as the search compares. */
export const findHighlights = (text: string, parts: readonly string[]): Stretch[] => {
  const { letters, starts } = foldText(text);
  const places = parts.flatMap((part) => [...placesOf(letters, foldText(part).letters)]);
  return unfolded(text, starts, places);
};

/** Signs that Elasticsearch puts around what it found; no text is likely to have them. */
export const marks = { before: '\ue000', after: '\ue001' } as const;

/** Where a text was marked by Elasticsearch, which knows it folded. */
export const readMarks = (text: string, marked: string): Stretch[] => {
  const places: Stretch[] = [];
  let at = 0;
  for (const [i, piece] of marked.split(new RegExp(`[${marks.before}${marks.after}]`)).entries()) {
    // Every other piece is one between the signs.
    if (i % 2 === 1 && piece !== '') places.push([at, at + piece.length]);
    at += piece.length;
  }
  return unfolded(text, foldText(text).starts, places);
};
