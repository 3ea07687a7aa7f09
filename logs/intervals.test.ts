import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countOf, createIntervals, type Interval, without } from './intervals.ts';

const numbersOf = (parts: readonly Interval[]): number[] =>
  parts.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

const ranges = fc.array(
  fc.tuple(fc.nat(60), fc.nat(5)).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 30 },
);

const intervalsOf = (all: readonly Interval[]) => {
  const made = createIntervals();
  for (const { from, to } of all) made.add(from, to);
  return made;
};

it('holds the numbers that were added, whatever their order, in parts that do not touch', () => {
  fc.assert(
    fc.property(ranges, (all) => {
      const made = intervalsOf(all);
      const expected = [...new Set(numbersOf(all))].sort((a, b) => a - b);
      expect(numbersOf(made.list())).toEqual(expected);
      expect(countOf(made.list())).toBe(expected.length);
      for (const [i, { to }] of made.list().entries())
        expect(made.list()[i + 1]?.from ?? Infinity).toBeGreaterThan(to + 1);
      for (let number = 0; number < 70; number += 1) expect(made.has(number)).toBe(expected.includes(number));
    }),
  );
});

it('leaves of one what is not in the other', () => {
  fc.assert(
    fc.property(ranges, ranges, (all, some) => {
      const [one, other] = [intervalsOf(all).list(), intervalsOf(some).list()];
      const taken = new Set(numbersOf(other));
      expect(numbersOf(without(one, other))).toEqual(numbersOf(one).filter((number) => !taken.has(number)));
    }),
  );
});
