import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, showAlive } from './alive.ts';
import { destinationOf, goesTo, markDestination } from './destination.ts';

/** Folder of a process in the spool, which holds its segments, and under `adopted` those that dead ones left. */
export interface OwnFolder {
  readonly path: string;
  /** No longer shows that the process lives: others may adopt what is left. */
  readonly leave: () => void;
}

const own = /^[0-9a-f]{16}$/;
const unborn = '.new-';
const adopted = 'adopted';

/** Milliseconds after which a folder that never came to life is removed. */
const stillborn = 60_000;

/** Makes a folder of this process in the spool, for lines to that destination. @throws Error if the disk does not take it, or the file system has no sockets */
export const makeOwnFolder = (spool: string, destination: string): OwnFolder => {
  const name = randomBytes(8).toString('hex');
  const [before, path] = [join(spool, unborn + name), join(spool, name)];
  // Nobody sees it under its name before it shows that its owner lives.
  mkdirSync(join(before, adopted), { recursive: true, mode: 0o700 });
  try {
    markDestination(before, destination);
    const leave = showAlive(before);
    renameSync(before, path);
    return { path, leave };
  } catch (error) {
    rmSync(before, { recursive: true, force: true });
    throw error;
  }
};

const names = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Whether a process's folder has others in it, that it had adopted, or cannot be asked. */
export const hasAdopted = (folder: string): boolean => {
  try {
    return readdirSync(join(folder, adopted)).length > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};

/** The folder of a process in a spool, and of those whose lines it has adopted. */
export interface OwnerFolder {
  readonly name: string;
  readonly path: string;
  /** Where its lines go, and those that it has adopted; absent where it has not said so. */
  readonly destination?: string;
  readonly adopted: readonly { readonly name: string; readonly path: string }[];
}

/**
 * All folders of a spool, living processes' and dead ones', or those only whose lines go to `destination`. A spool that is not there
 * has none.
 */
export const listOwners = (spool: string, destination?: string): OwnerFolder[] =>
  names(spool)
    .filter((name) => own.test(name))
    .map((name) => {
      const path = join(spool, name);
      const inner = names(join(path, adopted)).map((of) => ({ name: of, path: join(path, adopted, of) }));
      const goes = destinationOf(path);
      return { name, path, adopted: inner, ...(goes !== undefined && { destination: goes }) };
    })
    .filter((owner) => goesTo(owner.destination, destination));

/** Takes a folder away from where it is, as only one process can: the file system renames it once. */
const take = (from: string, to: string): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
};

/** Moves what a folder's process had adopted to where its folder is now, however deep: one that was killed in the midst of it left some there. */
const unfold = (folder: string, mine: string): string[] =>
  names(join(folder, adopted)).flatMap((inner) => {
    const target = join(mine, adopted, inner);
    return take(join(folder, adopted, inner), target) ? [target, ...unfold(target, mine)] : [];
  });

/**
 * Adopts what processes left that are dead, and what those had adopted: each is moved into the folder of this process, and so
 * belongs to one. What goes elsewhere than `destination` is left to processes that ship there. Gives the folders that are new here.
 */
export const adoptOrphans = async (spool: string, mine: string, destination: string): Promise<string[]> => {
  const found: string[] = [];
  for (const name of names(spool)) {
    const path = join(spool, name);
    if (path === mine) continue;
    if (name.startsWith(unborn)) {
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > stillborn && !(await isAlive(path))) rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!own.test(name) || !goesTo(destinationOf(path), destination) || (await isAlive(path))) continue;
    const target = join(mine, adopted, name);
    if (!take(path, target)) continue;
    found.push(target, ...unfold(target, mine));
  }
  return found;
};
