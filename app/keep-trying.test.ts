import { expect, it } from 'vitest';
import { keepTrying } from './keep-trying.ts';
import type { Log } from './logging/log.ts';

const record = () => {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  const log: Log = { error: write, warn: write, info: write, debug: write };
  return { lines, log };
};

it('repeats what fails, and says so each time', async () => {
  const { lines, log } = record();
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return 'there';
  };
  expect(await keepTrying('The thing', work, { log, signal: new AbortController().signal })).toBe('there');
  expect(lines).toEqual(['The thing is not to be had yet; trying again in 500 ms.']);
});

it('ends at once when asked, also while the work hangs, and complains no more', async () => {
  const { lines, log } = record();
  const stop = new AbortController();
  const trying = keepTrying('The thing', () => new Promise(() => {}), { log, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(trying).rejects.toThrow('enough');
  expect(lines).toEqual([]);
});
