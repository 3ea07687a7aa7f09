import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** A store that takes all at once, in a process of its own. */
export interface EagerStore {
  readonly url: string;
  readonly taken: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

const fixture = join(import.meta.dirname, '../fixtures/eager-store.ts');

/** Starts one. */
export const startEagerStore = async (): Promise<EagerStore> => {
  const child = execa({ reject: false, buffer: false })(process.execPath, [fixture]);
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url,
    taken: async () => Number(await (await fetch(`${url}/taken`)).text()),
    async stop() {
      child.kill();
      await child;
    },
  };
};
