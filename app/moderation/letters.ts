/** What a character is to a reader of messages, besides letters. */
type Sign = 'unseen' | 'space' | 'mark';

const latin = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const consonants = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const vowels = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ';

/** The letters that messages are compared by. A letter's place in it, from 1, is its number. */
export const alphabet = latin + digits + consonants + vowels;

/** What kind of letter a number of the {@link alphabet} is; numbers beyond it are letters of other scripts. */
export const isLetter = {
  latin: (letter: number): boolean => letter > 0 && letter <= 26,
  digit: (letter: number): boolean => letter > 26 && letter <= 36,
  consonant: (letter: number): boolean => letter > 36 && letter <= 55,
  vowel: (letter: number): boolean => letter > 55 && letter <= 69,
};

/** Unicode's conjoining jamo in order, each as the keys that one types it with. */
const leading = [...consonants];
const medial = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ');
const trailing =
  'ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ');

/** Letters of other scripts that look like Latin ones. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [...'аaеeоoрpсcуyхxіiѕsкkјjıiαaοoεeκkυuιiνvρpτt'.matchAll(/(.)(.)/gu)].map(([, like = '', letter = '']) => [
    like,
    letter,
  ]),
);

/** Digits and signs that stand for Latin letters when they stand beside some. */
export const leet: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** White letters on black circles and squares, which Unicode does not fold. */
const onBlack = (part: string): string | undefined => {
  const code = part.codePointAt(0) ?? 0;
  return latin[code - 0x1f150] ?? latin[code - 0x1f170];
};

const jamoOf = (character: string): string | undefined => {
  const code = character.charCodeAt(0);
  return leading[code - 0x1100] ?? medial[code - 0x1161] ?? trailing[code - 0x11a8];
};

/**
 * Zero-width characters, fillers, controls, and accents, which change no letter; and apostrophes, which part no word:
 * `it's hit` is not spelled with a word that begins with the s.
 */
const unseen = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}'’ʼ＇]$|^[^\P{Cc}\s]$/u;

/** The most letters of one character; what stands for more are whole phrases in one sign. */
const mostLetters = 8;

/**
 * The letters of one character: compatible forms are their plain letters (NFKC's folding), capitals are small, accents
 * are gone, and Korean syllables are the keys that one types them with. Of other characters, what they are to a reader.
 * @see https://www.unicode.org/reports/tr15/ and https://www.unicode.org/versions/latest/core-spec/chapter-3/ (3.12, Hangul)
 */
export const spell = (character: string): { readonly letters: string } | Sign => {
  if (unseen.test(character)) return 'unseen';
  if (/\s/.test(character)) return 'space';
  const letters = [...character.normalize('NFKD').toLowerCase()].flatMap((part) => {
    const white = onBlack(part);
    if (white) return [white];
    if (unseen.test(part) || !/[\p{L}\p{N}]/u.test(part)) return [];
    return [...(jamoOf(part) ?? lookalikes[part] ?? part)];
  });
  return letters.length === 0 || letters.length > mostLetters ? 'mark' : { letters: letters.join('') };
};
