import { alphabet, isLetter } from './letters.ts';
import { edge, type Read } from './reading.ts';

/** A listed word as the search needs it. */
export interface Pattern {
  readonly word: string;
  readonly letters: readonly number[];
  /** How often each letter is written at least: `ass` has its s twice. */
  readonly times: readonly number[];
  /** Characters without spaces. */
  readonly characters: number;
  /** It was listed with a space: people write it so. */
  readonly phrase: boolean;
  /** Latin letters and digits only. */
  readonly latin: boolean;
  /** Korean letters that form no syllable, as in ㅅㅂ. */
  readonly initials: boolean;
}

/**
 * The patterns of a listed word: one, two where its letters run together when it is written in pieces (ㅁㅣㅊㅣㄴㄴㅗㅁ),
 * none if it has no letters.
 */
export const patternsOf = (word: string, read: Read): Pattern[] => {
  const patternOf = (text: string) => {
    const { length, letters, times, edges } = read(text, false);
    const numbers = Array.from(letters.subarray(0, length));
    return {
      word,
      letters: numbers,
      times: Array.from(times.subarray(0, length)),
      characters: edges.subarray(0, length).reduce((sum, edges) => sum + (edges & edge.begins), 0),
      phrase: /\S\s+\S/.test(word),
      latin: numbers.every((letter) => isLetter.latin(letter) || isLetter.digit(letter)),
      initials: numbers.every(isLetter.consonant) || numbers.every(isLetter.vowel),
    };
  };
  const whole = patternOf(word);
  if (whole.letters.length === 0) return [];
  const pieces = whole.letters.map((letter) => alphabet[letter - 1]);
  if (whole.latin || pieces.includes(undefined)) return [whole];
  const inPieces = patternOf(pieces.join(''));
  return inPieces.letters.length < whole.letters.length ? [whole, inPieces] : [whole];
};
