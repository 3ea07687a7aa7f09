import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type TestApp, until } from './start-app.ts';

/** Environment that the app under test must be started with, so that its garbage can be collected. */
export const collectable = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'fixtures/collect-garbage.ts'))}`,
};

/** Bytes that the app's processes hold in their heaps and need, all of them together. */
export const liveHeap = async (app: TestApp): Promise<number> => {
  const collected = async () => (await app.output()).split('The garbage is collected.').length - 1;
  const before = await collected();
  const processes = app.processes();
  for (const pid of processes) process.kill(pid, 'SIGUSR2');
  await until('The garbage is collected', async () => (await collected()) === before + processes.length);
  const used = (await app.metrics()).matchAll(/^nodejs_heap_bytes\{.*state="used"\} (\d+)$/gm);
  return [...used].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
};
