import { readFileSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LabError } from '../lab-error.ts';

/** The user `nobody` and its group, on every Linux. */
const nobody = 65_534;

/** Number of the capability to read and traverse what belongs to others: capabilities(7), `CAP_DAC_READ_SEARCH`. */
const dacReadSearch = 2n;

const isRoot = (): boolean => process.getuid?.() === 0;

const isOpenToAll = (path: string): boolean => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o777;
  const parent = dirname(path);
  return (mode & 0o001) !== 0 && (parent === path || isOpenToAll(parent));
};

const hasCapability = (number: bigint): boolean => {
  const permitted = /^CapPrm:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return permitted !== undefined && ((BigInt(`0x${permitted}`) >> number) & 1n) === 1n;
};

/**
 * What goes before a command so that it does not run as root: nothing for other users. A folder below one that only root
 * may enter (a clone in /root) stays readable to the command, by one capability.
 * @throws LabError if such a folder cannot be made readable.
 */
export const dropRoot = (name: string, folders: readonly string[]): string[] => {
  if (!isRoot()) return [];
  const prefix = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const closed = folders.map((folder) => resolve(folder)).find((folder) => !isOpenToAll(folder));
  if (closed === undefined) return prefix;
  if (!hasCapability(dacReadSearch)) {
    throw new LabError(
      `${name} may not run as root, and the user nobody may not enter ${closed}: move it to a folder that all may enter, or start the lab as another user.`,
    );
  }
  return [
    ...prefix,
    '--inh-caps=-all,+dac_read_search',
    '--ambient-caps=-all,+dac_read_search',
    // Without it access(2), which Java asks, ignores the capabilities of a user who is not root.
    '--securebits=+no_setuid_fixup',
  ];
};

/** Gives a folder to the user that `dropRoot` leaves. */
export const giveToNobody = async (folder: string): Promise<void> => {
  if (isRoot()) await chown(folder, nobody, nobody);
};
