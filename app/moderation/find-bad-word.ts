import { automatonSteps } from './automaton.ts';
import { isWhole, isWord } from './boundaries.ts';
import { spell } from './letters.ts';
import { type Pattern, patternsOf } from './pattern.ts';
import { createRead, type Read, type Reading } from './reading.ts';
import { createSigns } from './signs.ts';
import { runAtOnce, type Steps } from './steps.ts';

/** The words that messages are held against. */
export interface WordLists {
  readonly badwords: readonly string[];
  /** Innocent words that contain bad ones: a bad word that lies wholly inside one of them is none. */
  readonly allowwords: readonly string[];
}

/** A bad word in a text. */
interface Hit {
  /** The word as it is listed. */
  readonly rule: string;
  /** Where it stands, in UTF-16 units: `text.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Finds the first bad word of a text: the leftmost, and of those that begin together the longest. */
export type FindBadWord = (text: string) => Hit | undefined;

interface Found {
  readonly word: string;
  readonly first: number;
  readonly last: number;
}

/** Letters that the characters of the words have. */
const lettersOf = function* (words: readonly string[]): Steps<Set<string>> {
  const characters = new Set<string>();
  for (const word of words) {
    for (const character of word) characters.add(character);
    yield;
  }
  const letters = new Set<string>();
  for (const character of characters) {
    const sign = spell(character);
    if (typeof sign !== 'string') for (const letter of sign.letters) letters.add(letter);
    yield;
  }
  return letters;
};

const patternSteps = function* (words: readonly string[], read: Read): Steps<Pattern[]> {
  const patterns: Pattern[] = [];
  for (const word of words) {
    patterns.push(...patternsOf(word, read));
    yield;
  }
  return patterns;
};

/**
 * Makes what finds listed words in texts, however they are dressed up: capitals and forms of letters, zero-width characters,
 * marks or spaces between letters, letters drawn out, Korean in pieces, digits for Latin letters. A space in a listed
 * word may be missing in the text. Latin words are whole words, with their endings; Korean ones may be parts of words.
 * Ten thousand words take some 100 ms, in steps.
 */
export const findBadWordSteps = function* ({ badwords, allowwords }: WordLists): Steps<FindBadWord> {
  const read = createRead(createSigns(yield* lettersOf([...badwords, ...allowwords])));
  const bad = yield* patternSteps(badwords, read);
  const patterns = [...bad, ...(yield* patternSteps(allowwords, read))];
  const { search } = yield* automatonSteps(patterns.map(({ letters }) => letters));

  const examine = (reading: Reading): Hit | undefined => {
    const found: Found[] = [];
    const allowed: Found[] = [];
    search(reading.letters, reading.length, (index, last) => {
      const pattern = patterns[index];
      if (!pattern) return;
      const isBad = index < bad.length;
      const first = last - pattern.letters.length + 1;
      if (isBad && isWord(pattern, reading, first, last)) found.push({ word: pattern.word, first, last });
      if (!isBad && isWhole(reading, first, last)) allowed.push({ word: pattern.word, first, last });
    });
    let best: Found | undefined;
    for (const one of found) {
      if (allowed.some(({ first, last }) => first <= one.first && one.last <= last)) continue;
      if (!best || one.first < best.first || (one.first === best.first && one.last > best.last)) best = one;
    }
    if (!best) return undefined;
    return { rule: best.word, start: reading.starts[best.first] ?? 0, end: reading.ends[best.last] ?? 0 };
  };

  return (text) => {
    const plain = read(text, false);
    return examine(plain) ?? (plain.ambiguous ? examine(read(text, true)) : undefined);
  };
};

/** {@link findBadWordSteps} in one piece, for lists that are short or where nobody waits. */
export const createFindBadWord = (lists: WordLists): FindBadWord => runAtOnce(findBadWordSteps(lists));
