import { expect, it } from 'vitest';
import { retryDelay } from './retry-delay.ts';

it('waits longer after each failure, spread by chance, and never longer than 15 s', () => {
  expect([0, 1, 2, 3, 4, 50].map((failures) => retryDelay(failures, () => 0))).toEqual([
    200, 400, 800, 1_600, 3_000, 3_000,
  ]);
  expect([0, 1, 2, 3, 4, 50].map((failures) => retryDelay(failures, () => 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ]);
});
