import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const name = 'found-dead';

/** Milliseconds of the clock that all processes of a machine share, and that nobody sets. It begins anew with the machine. */
const machineTime = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * Since when nobody has sent lines of a dead process's folder, by `performance.now()`: since now, unless somebody has noted so before, who
 * then sent none of them either. Processes that live for less time than a store may be at work would otherwise wait in vain, each anew.
 */
export const foundDeadAt = (folder: string): number => {
  const [now, file] = [machineTime(), join(folder, name)];
  try {
    const text = readFileSync(file, 'utf8');
    const noted = /^\d+\n$/.test(text) ? Number(text) : now;
    // One from before the machine began anew.
    if (noted <= now) return performance.now() - (now - noted);
  } catch {
    // Nobody has.
  }
  try {
    writeFileSync(file, `${now}\n`, { mode: 0o600 });
  } catch {
    // The next one waits anew.
  }
  return performance.now();
};

/** Lines of the folder are about to be sent. @throws Error if the disk does not forget */
export const forgetFoundDead = (folder: string): void => rmSync(join(folder, name), { force: true });
