import { expect, it } from 'vitest';
import { createModeration } from './moderation.ts';

const findBadWord = createModeration(['시발', 'FUCK', '']);

it.each([
  ['아 시발 진짜', '시발'],
  ['개시발점', '시발'],
  ['What the Fuck?', 'fuck'],
  ['ｆｕｃｋ', 'fuck'],
  // The same syllables, each written as its letters.
  ['시발'.normalize('NFD'), '시발'],
])('finds the bad word in %j', (text, word) => {
  expect(findBadWord(text)).toBe(word);
});

it.each(['안녕하세요', 'funk', '', 'f.u.c.k'])('lets %j pass', (text) => {
  expect(findBadWord(text)).toBeUndefined();
});
