import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const file = pathToFileURL(`${import.meta.dirname}/small-heap.ts`).href;

/** Bytes of the young generation of a process that has made much, and kept some of it for a while. */
const youngGenerationAfter = async (first: string): Promise<number> => {
  const script = `${first}
    const { getHeapSpaceStatistics } = await import('node:v8');
    const kept = [];
    for (let i = 0; i < 5e6; i += 1) kept[i % 1e5] = { i };
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);`;
  return Number((await execa(process.execPath, ['--input-type=module', '--eval', script])).stdout);
};

it('gives new objects little room in a process that asks for it, and in no other', async () => {
  const asked = await youngGenerationAfter(`(await import('${file}')).keepHeapSmall();`);
  expect(asked).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(await youngGenerationAfter('')).toBeGreaterThan(2 * asked);
});
