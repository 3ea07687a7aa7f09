/** A text as the search compares it, and where its letters come from. */
export interface Folded {
  readonly letters: string;
  /** For each UTF-16 unit of `letters`: where the character that it comes from begins in the text. One more: the text's end. */
  readonly starts: readonly number[];
}

/** Stands for each character that has no weight of its own: marks, controls, joiners. */
const weightless = '\u0301';

/** Tabulators and ends of lines have a weight, other controls have not. */
const isWeightless = (character: string): boolean =>
  /^[\p{M}\p{Cc}\p{Cf}]$/u.test(character) && !/[\t-\r]/.test(character);

/** Letters that Unicode does not decompose, though they count as plain ones. */
const plain: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ħ: 'h', ł: 'l', ø: 'o', ı: 'i' };

/** From a letter of hiragana to the same one of katakana. */
const toKatakana = 0x60;

/** Small letters of katakana, and the same ones large. */
const kana = { small: [...'ァィゥェォッャュョヮヵヶ'], large: [...'アイウエオツヤユヨワカケ'] } as const;

const foldKana = (letter: string): string => {
  const isHiragana = /[\u3041-\u3096\u309d\u309e]/.test(letter);
  const katakana = isHiragana ? String.fromCharCode(letter.charCodeAt(0) + toKatakana) : letter;
  return kana.large[kana.small.indexOf(katakana)] ?? katakana;
};

/** The digits of a script stand in a row of ten, from its zero on. */
const digitOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
};

const withoutMarks = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '');

const foldUnusual = (character: string): string => {
  if (isWeightless(character)) return weightless;
  // Down first for ẞ, then up and down for ς.
  const letters = [...withoutMarks(withoutMarks(character).toLowerCase().toUpperCase().toLowerCase())].map((letter) => {
    if (/\p{Nd}/u.test(letter)) return digitOf(letter);
    return plain[letter] ?? foldKana(letter);
  });
  // Syllables whole again: 가 is no beginning of 각.
  return letters.join('').normalize('NFC') || character;
};

/** More than any language has; Unicode's others would fill memory for nothing. */
const mostKnown = 50_000;

const known = new Map<string, string>();

const foldCharacter = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code >= 0xac00 && code <= 0xd7a3) return character;
  const found = known.get(character);
  if (found !== undefined) return found;
  const folded = foldUnusual(character);
  if (known.size < mostKnown) known.set(character, folded);
  return folded;
};

/**
 * Makes what LIKE takes for the same in the collation `utf8mb4_unicode_520_ci` the same, character by character as LIKE
 * compares: upper and lower case, letters with and without accents, wide and narrow ones, digits of all scripts. Hangul,
 * Latin, Greek, Cyrillic, kana and Han are the same here where they are there, and nearly all others; й is и here and not there, and an s finds ß.
 * @see https://www.unicode.org/reports/tr10/
 */
export const foldText = (text: string): Folded => {
  const starts: number[] = [];
  let letters = '';
  let at = 0;
  for (const character of text) {
    const folded = foldCharacter(character);
    letters += folded;
    for (let i = 0; i < folded.length; i++) starts.push(at);
    at += character.length;
  }
  starts.push(at);
  return { letters, starts };
};
