import { readFileSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InstallError } from './install-error.ts';

/** The user `nobody` and its group, on every Linux. */
const nobody = 65_534;

/**
 * Capabilities to enter folders of others, by their numbers, the lesser first: containers are seldom given that one.
 * @see capabilities(7)
 */
const entering = [
  { name: 'dac_read_search', number: 2n },
  { name: 'dac_override', number: 1n },
];

const isRoot = (): boolean => process.getuid?.() === 0;

const isOpenToAll = (path: string): boolean => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o777;
  const parent = dirname(path);
  return (mode & 0o001) !== 0 && (parent === path || isOpenToAll(parent));
};

const isPermitted = (number: bigint): boolean => {
  const permitted = /^CapPrm:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return permitted !== undefined && ((BigInt(`0x${permitted}`) >> number) & 1n) === 1n;
};

/**
 * What goes before a command so that it does not run as root: nothing for other users. A folder below one that only root
 * may enter (a clone in /root) stays readable to the command, by one capability.
 * @throws InstallError if such a folder cannot be made readable.
 */
export const dropRoot = (name: string, folders: readonly string[]): string[] => {
  if (!isRoot()) return [];
  const prefix = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const closed = folders.map((folder) => resolve(folder)).find((folder) => !isOpenToAll(folder));
  if (closed === undefined) return prefix;
  const capability = entering.find(({ number }) => isPermitted(number))?.name;
  if (capability === undefined) {
    throw new InstallError(
      `${name} may not run as root, and the user nobody may not enter ${closed}: move it to a folder that all may enter, or start the lab as another user.`,
    );
  }
  return [
    ...prefix,
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    // Without it access(2), which Java asks, ignores the capabilities of a user who is not root.
    '--securebits=+no_setuid_fixup',
  ];
};

/** Gives a folder to the user that `dropRoot` leaves. */
export const giveToNobody = async (folder: string): Promise<void> => {
  if (isRoot()) await chown(folder, nobody, nobody);
};
