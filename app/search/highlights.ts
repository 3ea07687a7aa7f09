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

/** Where a text has any of these parts, compared as the search compares. Of a character it is always the whole. */
export const findHighlights = (text: string, parts: readonly string[]): Stretch[] => {
  const { letters, starts } = foldText(text);
  const endOf = (last: number): number => {
    const start = starts[last] ?? 0;
    return starts.find((next, i) => i > last && next > start) ?? text.length;
  };
  return joined(
    parts
      .flatMap((part) => [...placesOf(letters, foldText(part).letters)])
      .map(([start, end]) => [starts[start] ?? 0, endOf(end - 1)]),
  );
};
