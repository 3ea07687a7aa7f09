import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Tells whether a password is that of a bcrypt hash. */
export type Compare = (password: string, hash: string) => Promise<boolean>;

/** A hash that takes longer than this, in milliseconds, is made for something else than answering requests. */
const longestMs = 10_000;

/** Compares in a thread of its own, so that scrapes go on meanwhile. False where it takes longer than 10 s. */
export const compareInThread: Compare = (password, hash) =>
  new Promise((resolve, reject) => {
    const file = new URL(`bcrypt-thread${extname(import.meta.filename)}`, import.meta.url);
    const thread = new Worker(file, { workerData: { password, hash } });
    const timer = setTimeout(() => void thread.terminate(), longestMs);
    thread.once('message', (same: unknown) => resolve(same === true));
    thread.once('error', reject);
    thread.once('exit', () => {
      clearTimeout(timer);
      // Where it has answered, this changes nothing.
      resolve(false);
    });
  });
