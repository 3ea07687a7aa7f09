import { expect, it } from 'vitest';
import { findMark, markOf, mostMarks } from './marks.ts';

it('finds the number of each mark again', () => {
  for (const number of [0, 1, 7, 8, 4_095, 100_000, mostMarks - 1]) {
    const frame = Buffer.from(`42["receive_message","I","nick",7,"안녕 ${markOf(number)} 오늘",""]`);
    expect(findMark(frame)).toBe(number);
  }
});

it('finds none where there is none', () => {
  expect(findMark(Buffer.from('42["current_usercount",[],3]'))).toBeUndefined();
  expect(findMark(Buffer.from('cut short #bq'))).toBeUndefined();
});
