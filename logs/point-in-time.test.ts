import { expect, it } from 'vitest';
import { parsePointInTime } from './point-in-time.ts';

const now = Date.parse('2026-12-24T18:00:00Z');

it.each([
  ['90s', '2026-12-24T17:58:30.000Z'],
  ['1.5h', '2026-12-24T16:30:00.000Z'],
  ['2d', '2026-12-22T18:00:00.000Z'],
  ['2026-12-24', '2026-12-24T00:00:00.000Z'],
  ['2026-12-24T18:00', '2026-12-24T18:00:00.000Z'],
  ['2026-12-24 18:00:01.5', '2026-12-24T18:00:01.500Z'],
  ['2026-12-24T18:00+09:00', '2026-12-24T09:00:00.000Z'],
  ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
])('reads %s as %s', (text, time) => {
  expect(new Date(parsePointInTime(text, now) ?? Number.NaN).toISOString()).toBe(time);
});

it.each(['', '15', '15 m', '-3h', 'yesterday', '2026', '2026-13-01', '2026-12-24T25:00'])(
  'does not read %j',
  (text) => {
    expect(parsePointInTime(text, now)).toBeUndefined();
  },
);
