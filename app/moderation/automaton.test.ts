import fc from 'fast-check';
import { expect, it } from 'vitest';
import { automatonSteps } from './automaton.ts';
import { runAtOnce } from './steps.ts';

const searched = (patterns: readonly (readonly number[])[], row: readonly number[]): string[] => {
  const found: string[] = [];
  runAtOnce(automatonSteps(patterns)).search(row, row.length, (pattern, last) => found.push(`${pattern}@${last}`));
  return found.sort();
};

/** Each pattern at each place. */
const tried = (patterns: readonly (readonly number[])[], row: readonly number[]): string[] =>
  patterns
    .flatMap((pattern, index) =>
      row.flatMap((_, last) => {
        const first = last - pattern.length + 1;
        return first >= 0 && pattern.every((letter, i) => row[first + i] === letter) ? [`${index}@${last}`] : [];
      }),
    )
    .sort();

it('finds what trying each pattern at each place finds', () => {
  const letters = (most: number) => fc.integer({ min: 1, max: most });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }).chain((most) =>
        fc.record({
          patterns: fc.array(fc.array(letters(most), { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
          // Letters that no pattern has come as 0, and as numbers beyond theirs.
          row: fc.array(fc.integer({ min: 0, max: most + 2 }), { maxLength: 60 }),
        }),
      ),
      ({ patterns, row }) => {
        expect(searched(patterns, row)).toEqual(tried(patterns, row));
      },
    ),
    { numRuns: 1_000 },
  );
});

it('finds nothing where there is nothing to find', () => {
  expect(searched([], [1, 2, 3])).toEqual([]);
  expect(searched([[1, 2]], [])).toEqual([]);
});

it('tells of patterns that end together, the longest first', () => {
  const found: number[] = [];
  const { search } = runAtOnce(automatonSteps([[3], [2, 3], [1, 2, 3], [2, 3]]));
  search([1, 2, 3], 3, (pattern) => found.push(pattern));
  expect(found.map((pattern) => [1, 2, 3, 2][pattern])).toEqual([3, 2, 2, 1]);
});
