import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { LogTask, Reported, Stopped, Told, Warm } from './task.ts';
import { waitDrained } from './wait-drained.ts';

/** A process that logs. */
export interface Writer {
  /** What it has said last. */
  readonly told: () => Told;
  /** Has it log no more; of a flood, waits for its end. @throws Error if its process has ended by itself, as do the others */
  readonly stop: () => Promise<Stopped>;
  readonly report: () => Promise<Reported>;
  readonly end: (signal?: 'SIGKILL') => Promise<void>;
}

const fixture = join(import.meta.dirname, '../fixtures/log-writer.ts');

/** Starts one, and has it begin when it has warmed up and a store has taken what it has logged for that, as `taken` tells. */
export const startWriter = async (task: LogTask, taken: () => Promise<number>): Promise<Writer> => {
  const child = execa({ reject: false, buffer: false, stderr: 'ignore' })(process.execPath, [
    fixture,
    JSON.stringify(task),
  ]);
  const said = createInterface(child.stdout);
  let told: Told = { told: 0, growthMib: 0 };
  const answers: object[] = [];
  let heard = Promise.withResolvers<void>();
  said.on('line', (line) => {
    const what: object = JSON.parse(line);
    if ('told' in what) {
      told = what as Told;
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
  const { warm } = await answer<Warm>();
  if (task.kind !== 'file') await waitDrained(taken, warm);
  child.stdin.write('begin\n');
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
