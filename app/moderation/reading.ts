import { isLetter } from './letters.ts';
import type { Sign, Signs } from './signs.ts';

/** What stands between two letters. Zero-width characters are nothing. */
export const gap = { none: 0, mark: 1, space: 2 } as const;

/** Whether a letter begins its character, and whether it ends it: Korean syllables have several letters. */
export const edge = { begins: 1, ends: 2 } as const;

/**
 * A text as its letters; each list has `length` entries, one a letter. It is valid until the next text is read.
 * A letter that is drawn out (`fuuuck`, `f u u c k`, `시이발`) stands once, with the times that it was written.
 */
export interface Reading {
  readonly length: number;
  readonly letters: Uint16Array;
  readonly times: Uint8Array;
  readonly edges: Uint8Array;
  /** What stands before the letter. */
  readonly gaps: Uint8Array;
  /** Where the letter's character begins and ends in the text, in UTF-16 units: `text.slice(starts[i], ends[i])`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Whether digits or signs could be read as letters. */
  readonly ambiguous: boolean;
}

/** Reads a text; `leet` takes digits and signs beside Latin letters for letters, and others for marks. */
export type Read = (text: string, leet: boolean) => Reading;

/** Lists that hold any text of `units` UTF-16 units: a character has at most eight letters. */
const makeLists = (units: number) => ({
  letters: new Uint16Array(units * 8),
  times: new Uint8Array(units * 8),
  edges: new Uint8Array(units * 8),
  gaps: new Uint8Array(units * 8),
  starts: new Uint32Array(units * 8),
  ends: new Uint32Array(units * 8),
});

const mostTimes = 255;

/** A message in the chat is at most this long; longer texts are read as well. */
const usualUnits = 256;

/** A function that reads texts, over and over, into the same lists. */
export const createRead = (signs: Signs): Read => {
  let lists = makeLists(usualUnits);

  return (text, leet) => {
    if (text.length * 8 > lists.letters.length) lists = makeLists(text.length);
    const { letters, times, edges, gaps, starts, ends } = lists;
    let length = 0;
    let before: number = gap.none;
    /** Characters of the word so far: since the last gap. */
    let wordLength = 0;
    let ambiguous = false;
    let previous: Sign | undefined;

    const signAt = (at: number): Sign | undefined => (at < text.length ? signs(text.codePointAt(at) ?? 0) : undefined);

    const put = (letter: number, edgesOf: number, start: number, end: number): void => {
      letters[length] = letter;
      times[length] = 1;
      edges[length] = edgesOf;
      gaps[length] = before;
      starts[length] = start;
      ends[length] = end;
      length += 1;
      before = gap.none;
    };

    const repeat = (end: number): void => {
      times[length - 1] = Math.min((times[length - 1] ?? 0) + 1, mostTimes);
      ends[length - 1] = end;
      before = gap.none;
    };

    const last = (): number => letters[length - 1] ?? 0;

    /** Whether a letter that is a character of its own only draws out the letter before it. */
    const drawsOut = (letter: number, end: number): boolean => {
      if (length === 0 || last() !== letter || isLetter.digit(letter)) return false;
      const alone = edges[length - 1] === (edge.begins | edge.ends);
      if (before === gap.none) return alone || (isLetter.vowel(letter) && ((edges[length - 1] ?? 0) & edge.ends) !== 0);
      // Across a gap only in a word that is spelled letter by letter: the next sign is no letter.
      return alone && wordLength === 1 && !signAt(end)?.letters.length;
    };

    /** Where the row of digits and signs ends that was last looked at, and whether a Latin letter follows it. */
    let row = { end: 0, beforeLatin: false };

    /** Whether a digit or sign stands beside Latin letters, with nothing but its like between. */
    const besideLatin = (end: number): boolean => {
      if (length > 0 && before === gap.none && isLetter.latin(last())) return true;
      if (end > row.end) {
        let at = end;
        let sign = signAt(at);
        while (sign?.leet !== undefined) {
          at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
          sign = signAt(at);
        }
        row = { end: at, beforeLatin: isLetter.latin(sign?.letters[0] ?? 0) };
      }
      return row.beforeLatin;
    };

    const single = (letter: number, start: number, end: number): void => {
      if (drawsOut(letter, end)) repeat(end);
      else {
        wordLength = before === gap.none ? wordLength + 1 : 1;
        put(letter, edge.begins | edge.ends, start, end);
      }
    };

    const several = (sign: Sign, start: number, end: number): void => {
      let from = 0;
      let joined = false;
      if (before === gap.none && length > 0) {
        // 이 after 시 draws the vowel out; what it ends with goes on: 시이발, 바알.
        if (sign.stretches !== 0 && sign.stretches === last() && ((edges[length - 1] ?? 0) & edge.ends) !== 0) {
          repeat(end);
          from = 2;
          joined = true;
        } else if (sign.joins && (previous?.joins || previous?.leads || previous?.syllable)) {
          edges[length - 1] = (edges[length - 1] ?? 0) & ~edge.ends;
          joined = true;
        }
      }
      if (!joined) wordLength = before === gap.none ? wordLength + 1 : 1;
      const count = sign.letters.length;
      for (let i = from; i < count; i += 1) {
        const begins = i === 0 && !joined ? edge.begins : 0;
        put(sign.letters[i] ?? 0, begins | (i === count - 1 ? edge.ends : 0), start, end);
      }
    };

    for (let at = 0; at < text.length; ) {
      const code = text.codePointAt(at) ?? 0;
      const sign = signs(code);
      const start = at;
      at += code > 0xffff ? 2 : 1;
      if (sign.unseen) continue;
      const [letter = 0] = sign.letters;
      if (sign.leet !== undefined) {
        ambiguous = true;
        const read = leet ? (besideLatin(at) ? sign.leet : 0) : letter;
        if (read === 0) before = before === gap.none ? gap.mark : before;
        else single(read, start, at);
      } else if (letter === 0 && sign.letters.length === 0) {
        before = sign.space || before === gap.space ? gap.space : gap.mark;
      } else if (sign.laughs && (signAt(at) === sign || previous === sign)) {
        // ㅋㅋ and ㅎㅎ laugh: no letter of a word, and nobody's evasion.
        if (before === gap.none) before = gap.mark;
      } else if (sign.letters.length === 1 && !sign.joins) single(letter, start, at);
      else several(sign, start, at);
      previous = sign;
    }
    return { length, letters, times, edges, gaps, starts, ends, ambiguous };
  };
};
