import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const name = 'destination';

/** A line without blanks and signs that control. */
const whole = /^([^\s\p{Cc}]+)\n$/u;

/** Writes into a process's folder where its lines go. @throws Error if the disk does not take it */
export const markDestination = (folder: string, destination: string): void =>
  writeFileSync(join(folder, name), `${destination}\n`, { mode: 0o600, flush: true });

/** Where the lines of a process's folder go; undefined where nobody has said so, or a crash of the machine has left no whole name. */
export const destinationOf = (folder: string): string | undefined => {
  try {
    return whole.exec(readFileSync(join(folder, name), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
};

/** Whether what goes to `found` goes where `wanted` does; what says nothing goes anywhere. */
export const goesTo = (found: string | undefined, wanted: string | undefined): boolean =>
  found === undefined || wanted === undefined || found === wanted;
