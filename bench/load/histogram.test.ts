import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHistogram } from './histogram.ts';

const summaryOf = (values: readonly number[]) => {
  const histogram = createHistogram();
  for (const value of values) histogram.record(value);
  return histogram.summary();
};

it('tells percentiles as the sorted list does, to one part in a hundred', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), { minLength: 1 }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const summary = summaryOf(values);
      for (const [share, told] of [
        [0.5, summary.p50],
        [0.95, summary.p95],
        [0.99, summary.p99],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact / 100 + 0.001);
      }
      expect(summary.max).toBe(sorted.at(-1));
      expect(summary.count).toBe(values.length);
    }),
  );
});

it('tells nothing of nothing', () => {
  expect(summaryOf([])).toEqual({
    count: 0,
    mean: Number.NaN,
    p50: Number.NaN,
    p95: Number.NaN,
    p99: Number.NaN,
    max: Number.NaN,
  });
});
