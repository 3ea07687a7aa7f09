import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from './file-lines.ts';

const read = async (chunks: readonly (Buffer | string)[]): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of linesOf(
    (async function* () {
      yield* chunks;
    })(),
  ))
    lines.push(line);
  return lines;
};

it('finds the same lines however the bytes are cut, and only a line feed ends one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', '안', '😀', '\u2028', '\r', ' ') }), { minLength: 1 }),
      fc.integer({ min: 1, max: 7 }),
      async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(await read(chunks)).toEqual(lines);
      },
    ),
  );
});

it('gives a last line that has no end, and nothing for nothing', async () => {
  expect(await read(['a\nb', 'c'])).toEqual(['a', 'bc']);
  expect(await read([])).toEqual([]);
});
