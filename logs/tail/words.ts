/**
 * Words as Elasticsearch's standard analyzer finds them: letters and digits that follow each other, also across a dot, colon or apostrophe between
 * letters and a dot, comma or semicolon between digits; each Chinese or Hiragana character, and each emoji, by itself.
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}]|\p{RGI_Emoji}|[[\p{L}\p{N}\p{M}_]--[\p{Script=Han}\p{Script=Hiragana}]]+(?:(?:(?<=\p{L})[.:'’](?=\p{L})|(?<=\p{N})[.,;'’](?=\p{N}))[[\p{L}\p{N}\p{M}_]--[\p{Script=Han}\p{Script=Hiragana}]]+)*/gv;

/** The words of a text, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(word) ?? [];

/** Whether the words stand in the text, in this order and next to each other, as `match_phrase` has it; no words are in no text. */
export const hasPhrase = (text: string, words: readonly string[]): boolean => {
  if (words.length === 0) return false;
  const all = wordsOf(text);
  return all.some((_, start) => words.every((one, i) => all[start + i] === one));
};
