import { expect, it } from 'vitest';
import { defaultBackOff, nextDelay } from './back-off.ts';

it('doubles from 1 s to 30 s', () => {
  const waits: number[] = [];
  for (let wait: number | undefined; waits.length < 7; waits.push(wait)) wait = nextDelay(defaultBackOff, wait, 0);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('begins anew after a minute of health, not before', () => {
  expect(nextDelay(defaultBackOff, 8000, 59_999)).toBe(16_000);
  expect(nextDelay(defaultBackOff, 8000, 60_000)).toBe(1000);
});
