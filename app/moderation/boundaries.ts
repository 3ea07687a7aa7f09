import { alphabet, isLetter } from './letters.ts';
import type { Pattern } from './pattern.ts';
import { edge, gap, type Reading } from './reading.ts';

/** What may follow a Latin word that stays the word it is. */
const endings = new Set(['', 's', 'es', 'd', 'ed', 'er', 'ers', 'in', 'ing', 'ings', 'y', 'able']);
const longestEnding = 4;

const alone = edge.begins | edge.ends;

/** Whether a letter is a word of one letter, as in a word that is spelled out. */
const isSingle = ({ length, edges, gaps }: Reading, at: number): boolean =>
  edges[at] === alone && (at === 0 || gaps[at] !== gap.none) && (at + 1 >= length || gaps[at + 1] !== gap.none);

/** Whether a letter belongs to one word with the letter before it: written together, or both spelled out. */
const goesOn = (reading: Reading, at: number): boolean =>
  at > 0 &&
  at < reading.length &&
  (reading.gaps[at] === gap.none || (isSingle(reading, at - 1) && isSingle(reading, at)));

/** Whether a letter is Korean, stands by itself, and is not of those that laugh or weep. */
const isLooseKorean = ({ letters, edges }: Reading, at: number): boolean => {
  const letter = letters[at] ?? 0;
  return (
    edges[at] === alone &&
    (isLetter.consonant(letter) || isLetter.vowel(letter)) &&
    !'ㅋㅎㅠㅜㅡ'.includes(alphabet[letter - 1] ?? '')
  );
};

const latinEnds = (reading: Reading, last: number): boolean => {
  let ending = '';
  for (let at = last + 1; goesOn(reading, at) && isLetter.latin(reading.letters[at] ?? 0); at += 1) {
    ending += alphabet[(reading.letters[at] ?? 0) - 1];
    if (ending.length > longestEnding) return false;
  }
  return endings.has(ending);
};

/** Whether a word ends where the letters beside it let it: `class` holds no `ass`, 2018놈 no 18놈, ㄱㅅㅂㅊ no ㅅㅂ. */
const standsApart = (pattern: Pattern, reading: Reading, first: number, last: number): boolean => {
  const { letters } = reading;
  const [head = 0, tail = 0] = [letters[first], letters[last]];
  const [before = 0, after = 0] = [letters[first - 1], letters[last + 1]];
  if (isLetter.latin(head) && goesOn(reading, first) && isLetter.latin(before)) return false;
  if (isLetter.latin(tail) && !latinEnds(reading, last)) return false;
  if (isLetter.digit(head) && goesOn(reading, first) && isLetter.digit(before)) return false;
  if (isLetter.digit(tail) && goesOn(reading, last + 1) && isLetter.digit(after)) return false;
  if (!pattern.initials) return true;
  return (
    !(first > 0 && goesOn(reading, first) && isLooseKorean(reading, first - 1)) &&
    !(goesOn(reading, last + 1) && isLooseKorean(reading, last + 1))
  );
};

/** Whether a Latin word's pieces are no words themselves: `f u c k` and `fu ck`, but not `pen is`. */
const isBroken = ({ edges, gaps }: Reading, first: number, last: number): boolean => {
  const pieces = [0];
  for (let at = first; at <= last; at += 1) {
    if (at > first && gaps[at] !== gap.none) pieces.push(0);
    pieces.push((pieces.pop() ?? 0) + ((edges[at] ?? 0) & edge.begins));
  }
  return pieces.includes(1) || pieces.every((letters) => letters <= 2);
};

/** Whether what lies between a word's letters hides the word, rather than dividing two others (다시 발표). */
const holdsTogether = (pattern: Pattern, reading: Reading, first: number, last: number): boolean => {
  const { length, gaps } = reading;
  let widest: number = gap.none;
  for (let at = first + 1; at <= last; at += 1) widest = Math.max(widest, gaps[at] ?? 0);
  if (widest === gap.none || (pattern.latin && pattern.phrase)) return true;
  if (pattern.latin) return widest === gap.mark || isBroken(reading, first, last);
  const begins = first === 0 || gaps[first] !== gap.none;
  const ends = last === length - 1 || gaps[last + 1] !== gap.none;
  if (widest === gap.mark) return begins || ends;
  // Endings follow a Korean word without a space; three syllables do not come together by chance.
  return begins && (ends || pattern.characters >= 3);
};

/** English doubles other letters of its own accord: `goodies` is no `go die`, Bonner no boner. */
const neverDoubled = 'aiu';

/** Whether a letter that a word has `least` times in a row is that letter when it is written `times` times. */
const isDrawnOut = (letter: number, least: number, times: number, atEdge: boolean): boolean =>
  times === least ||
  (times > least &&
    (times > 2 || atEdge || !isLetter.latin(letter) || neverDoubled.includes(alphabet[letter - 1] ?? '')));

/** Whether letters `first` to `last` are whole characters, which is enough for an allowed word. */
export const isWhole = ({ edges }: Reading, first: number, last: number): boolean =>
  ((edges[first] ?? 0) & edge.begins) !== 0 && ((edges[last] ?? 0) & edge.ends) !== 0;

/**
 * Whether letters `first` to `last` of a text, which are a pattern's, are its word: whole characters, doubled where the
 * word is or drawn out, and neither part of another word nor put together from several.
 */
export const isWord = (pattern: Pattern, reading: Reading, first: number, last: number): boolean => {
  const { times } = reading;
  if (!isWhole(reading, first, last)) return false;
  for (const [i, least] of pattern.times.entries()) {
    const atEdge = i === 0 || first + i === last;
    if (!isDrawnOut(pattern.letters[i] ?? 0, least, times[first + i] ?? 0, atEdge)) return false;
  }
  return standsApart(pattern, reading, first, last) && holdsTogether(pattern, reading, first, last);
};
