import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const file = pathToFileURL(`${import.meta.dirname}/small-heap.ts`).href;
const mib = 1024 * 1024;

/** Bytes of the young generation of a process that has made much, and kept some of it for a while, in many turns of its event loop. */
const youngGenerationAfter = async (first: string): Promise<number> => {
  const script = `${first}
    const { getHeapSpaceStatistics } = await import('node:v8');
    const { setImmediate } = await import('node:timers/promises');
    const kept = [];
    for (let i = 0; i < 5e6; i += 1) {
      kept[i % 5e5] = { i };
      if (i % 1e4 === 0) await setImmediate();
    }
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);`;
  return Number((await execa(process.execPath, ['--input-type=module', '--eval', script])).stdout);
};

it('gives new objects enough room and no more in a process that asks for it, and in no other', async () => {
  const held = await youngGenerationAfter(`(await import('${file}')).holdHeap();`);
  const kept = await youngGenerationAfter(`
    const { holdHeap, keepHeapSmall } = await import('${file}');
    holdHeap();
    keepHeapSmall();`);
  expect(held).toBeLessThan(kept);
  expect(kept).toBeGreaterThanOrEqual(16 * mib);
  expect(kept).toBeLessThanOrEqual(32 * mib);
  expect(await youngGenerationAfter('')).toBeGreaterThan(kept);
});
