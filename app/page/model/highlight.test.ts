import { expect, it } from 'vitest';
import { cutAt, type Range } from './highlight.ts';

it.each<[string, Range[], string]>([
  ['plain', [], 'plain'],
  [
    'a cat, a cat',
    [
      [2, 5],
      [9, 12],
    ],
    'a [cat], a [cat]',
  ],
  [
    'later first',
    [
      [6, 11],
      [0, 5],
    ],
    '[later] [first]',
  ],
  [
    'overlap',
    [
      [0, 4],
      [2, 6],
    ],
    '[over][la]p',
  ],
  [
    'within',
    [
      [0, 6],
      [1, 2],
    ],
    '[within]',
  ],
  ['김치 🐈 x', [[3, 5]], '김치 [🐈] x'],
  [
    'short',
    [
      [3, 99],
      [50, 60],
    ],
    'sho[rt]',
  ],
  ['', [[0, 1]], ''],
])('cuts %j at %j', (text, ranges, cut) => {
  const pieces = cutAt(text, ranges);
  expect(pieces.map((piece) => (piece.found ? `[${piece.text}]` : piece.text)).join('')).toBe(cut);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});
