import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

const draws = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

it('repeats itself from the same seed, and differs from its neighbours', () => {
  expect(draws(7, 5)).toEqual(draws(7, 5));
  expect(new Set(Array.from({ length: 100 }, (_, seed) => draws(seed, 1)[0])).size).toBe(100);
});

it('spreads evenly', () => {
  const tenths = new Map<number, number>();
  for (const draw of draws(1, 10_000)) tenths.set(Math.floor(draw * 10), (tenths.get(Math.floor(draw * 10)) ?? 0) + 1);
  expect([...tenths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const count of tenths.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
