import { expect, it } from 'vitest';
import { findHighlights, marks, readMarks } from './highlights.ts';

it.each([
  ['오늘 김치찌개', ['김치'], [[3, 5]]],
  [
    'CAFÉ, café',
    ['cafe'],
    [
      [0, 4],
      [6, 10],
    ],
  ],
  // Emoji are two units each, and one character.
  ['😀😀 ok', ['😀 O'], [[2, 6]]],
  // Places that overlap are one.
  ['ㅋㅋㅋ', ['ㅋㅋ'], [[0, 3]]],
  [
    'aaa b aaa',
    ['aa', 'b'],
    [
      [0, 3],
      [4, 5],
      [6, 9],
    ],
  ],
  // Half of a letter that stands for two.
  [
    'straße',
    ['s'],
    [
      [0, 1],
      [4, 5],
    ],
  ],
  ['nothing', ['here'], []],
  ['nothing', [''], []],
] as const)('marks in %j the parts %j', (text, parts, stretches) => {
  expect(findHighlights(text, parts)).toEqual(stretches);
});

it.each([
  ['He COOKS', 'he <cooks>', [[3, 8]]],
  [
    '😀 Café cooks',
    '😀 <cafe> <cooks>',
    [
      [3, 7],
      [8, 13],
    ],
  ],
  ['straße', '<strasse>', [[0, 6]]],
  ['nothing', 'nothing', []],
] as const)('reads in %j what Elasticsearch marked: %j', (text, marked, stretches) => {
  expect(readMarks(text, marked.replaceAll('<', marks.before).replaceAll('>', marks.after))).toEqual(stretches);
});
