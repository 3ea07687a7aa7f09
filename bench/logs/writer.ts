import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { LogTask, Reported, Stopped } from './task.ts';

/** A process that logs. */
export interface Writer {
  /** Lines that it has said to have logged. */
  readonly told: () => number;
  /** Has it log no more; of a flood, waits for its end. */
  readonly stop: () => Promise<Stopped>;
  readonly report: () => Promise<Reported>;
  readonly end: (signal?: 'SIGKILL') => Promise<void>;
}

const fixture = join(import.meta.dirname, '../fixtures/log-writer.ts');

/** Starts one, and waits until its first second is over. */
export const startWriter = async (task: LogTask): Promise<Writer> => {
  const child = execa({ reject: false, buffer: false, stderr: 'inherit' })(process.execPath, [
    fixture,
    JSON.stringify(task),
  ]);
  const said = createInterface(child.stdout);
  let told = 0;
  const answers: object[] = [];
  let heard = Promise.withResolvers<void>();
  said.on('line', (line) => {
    const what: { readonly told?: number } = JSON.parse(line);
    if (what.told !== undefined) {
      told = what.told;
      return;
    }
    answers.push(what);
    heard.resolve();
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`A process that logs by ${task.kind} has ended by itself.`);
  });
  ended.catch(() => {});
  const answer = async <T>(): Promise<T> => {
    while (answers.length === 0) {
      await Promise.race([heard.promise, ended]);
      heard = Promise.withResolvers();
    }
    return answers.shift() as T;
  };
  const ask = <T>(command: string): Promise<T> => {
    child.stdin.write(`${command}\n`);
    return answer();
  };
  await answer();
  return {
    told: () => told,
    stop: () => ask('stop'),
    report: () => ask('report'),
    async end(signal) {
      if (signal) child.kill(signal);
      else child.stdin.end();
      await child;
    },
  };
};
