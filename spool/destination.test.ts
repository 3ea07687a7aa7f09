import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { destinationOf, goesTo, markDestination } from './destination.ts';

const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-destination-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

it('is known of a folder that says so', async () => {
  const folder = await makeFolder();
  expect(destinationOf(folder)).toBeUndefined();
  markDestination(folder, 'logs-chat.app-default');
  expect(destinationOf(folder)).toBe('logs-chat.app-default');
});

it.each(['', 'logs-chat.a', '\0'.repeat(22), '\0'.repeat(22).concat('\n'), '\n', 'logs-a\nlogs-b\n'])(
  'is not known where a crash of the machine has left %j of it: whoever comes ships what is there',
  async (text) => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'destination'), text);
    expect(destinationOf(folder)).toBeUndefined();
  },
);

it('is another only where both are known', () => {
  expect(goesTo('logs-a', 'logs-a')).toBe(true);
  expect(goesTo('logs-a', 'logs-b')).toBe(false);
  expect(goesTo(undefined, 'logs-b')).toBe(true);
  expect(goesTo('logs-a', undefined)).toBe(true);
});
