import { expect, it } from 'vitest';
import { createArrivals } from './arrivals.ts';

it('knows no safe id before messages of five seconds ago have come', () => {
  const arrivals = createArrivals();
  expect(arrivals.safeId()).toBeUndefined();
  arrivals.note(10, 0);
  arrivals.note(11, 4_999);
  expect(arrivals.safeId()).toBeUndefined();
});

it('gives the highest id of five seconds before the last arrival, however long ago that is', () => {
  const arrivals = createArrivals();
  arrivals.note(10, 0);
  arrivals.note(9, 1_000);
  arrivals.note(20, 3_000);
  arrivals.note(30, 6_000);
  expect(arrivals.safeId()).toBe(10);
  arrivals.note(31, 8_000);
  expect(arrivals.safeId()).toBe(20);
  arrivals.note(40, 60_000);
  expect(arrivals.safeId()).toBe(31);
});
