import { alphabet, isLetter, leet, spell } from './letters.ts';

/** A character as a reader of texts needs it. */
export interface Sign {
  /** Numbers of its letters; 0 stands for a letter that no listed word has. Empty if it is no letter. */
  readonly letters: readonly number[];
  readonly unseen: boolean;
  readonly space: boolean;
  /** The Latin letter that a digit or sign may stand for, 0 if none; undefined for all other characters. */
  readonly leet: number | undefined;
  /** A Korean syllable that is written as one character. */
  readonly syllable: boolean;
  /** The vowel that it draws out when it follows one: that of a syllable without a sound before its vowel. 0 if none. */
  readonly stretches: number;
  /** A consonant of a syllable that is written in pieces, and the pieces that follow it. */
  readonly leads: boolean;
  readonly joins: boolean;
  /** ㅋ, ㅎ and ㅠ, which people write in a row. */
  readonly laughs: boolean;
}

/** The sign of a code point. */
export type Signs = (code: number) => Sign;

/** Code points below it are remembered: beyond them are rare ideographs and characters without a shape. */
const remembered = 0x20000;

const numberOf = new Map([...alphabet].map((letter, i) => [letter, i + 1]));
const silent = numberOf.get('ㅇ');
const laughter = new Set([...'ㅋㅎㅠ'].map((letter) => numberOf.get(letter)));

const within = (code: number, first: number, last: number): boolean => code >= first && code <= last;

/**
 * Signs of all characters, worked out when they are first met.
 * @param others letters beyond the alphabet that listed words have; they get the numbers after it
 */
export const createSigns = (others: Iterable<string>): Signs => {
  const numbers = new Map(numberOf);
  for (const letter of others) if (!numbers.has(letter)) numbers.set(letter, numbers.size + 1);

  const makeSign = (code: number): Sign => {
    const character = String.fromCodePoint(code);
    const spelled = spell(character);
    const text = typeof spelled === 'string' ? '' : spelled.letters;
    const letters = [...text].map((letter) => numbers.get(letter) ?? 0);
    const [first = 0, second = 0, third = 0] = letters;
    const syllable = within(code, 0xac00, 0xd7a3);
    const readAs = leet[text] ?? leet[character];
    const ambiguous = readAs !== undefined || (letters.length === 1 && isLetter.digit(first));
    return {
      letters,
      unseen: spelled === 'unseen',
      space: spelled === 'space',
      leet: ambiguous ? (numbers.get(readAs ?? '') ?? 0) : undefined,
      syllable,
      stretches: syllable && first === silent && !isLetter.vowel(third) ? second : 0,
      leads: within(code, 0x1100, 0x1112),
      joins: within(code, 0x1161, 0x11c2),
      laughs: letters.length === 1 && laughter.has(first),
    };
  };

  const known: (Sign | undefined)[] = new Array(remembered).fill(undefined);
  return (code) => {
    if (code >= remembered) return makeSign(code);
    const sign = known[code] ?? makeSign(code);
    known[code] = sign;
    return sign;
  };
};
