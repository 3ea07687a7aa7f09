import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printValue } from './escape.ts';
import { valueBytes, writeValue } from './write-value.ts';

const written = (value: number): string => {
  const chunk = Buffer.alloc(1 + valueBytes);
  return chunk.toString('latin1', 1, writeValue(chunk, 1, value));
};

it.each([0, -0, 1, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 1e21, -1, 0.5, Number.NaN, Infinity, -Infinity, -5e-324])(
  'writes %d as it is printed',
  (value) => {
    expect(written(value)).toBe(`${printValue(value)}\n`);
  },
);

it('writes every number as it is printed, in the room that it is given', () => {
  const numbers = fc.oneof(fc.double(), fc.nat(), fc.integer(), fc.maxSafeInteger());
  fc.assert(
    fc.property(numbers, (value) => {
      expect(written(value)).toBe(`${printValue(value)}\n`);
    }),
  );
});
