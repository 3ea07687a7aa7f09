import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { LabError } from '../lab-error.ts';
import type { LabPaths } from '../lab-paths.ts';
import { identify, isRunning, type ProcessIdentity } from './process-table.ts';
import { readState } from './state.ts';

/** A lock that this process holds. */
export interface Lock {
  readonly identity: ProcessIdentity;
  /** Safe to repeat. */
  readonly release: () => void;
}

/** Where a lab says that it runs. */
export type LockPaths = Pick<LabPaths, 'folder' | 'lock' | 'state'>;

const isIdentity = (value: unknown): value is ProcessIdentity =>
  typeof value === 'object' && value !== null && 'pid' in value && 'start' in value;

const readLock = (file: string): ProcessIdentity | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isIdentity(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const ifRunning = (lab: ProcessIdentity | undefined): ProcessIdentity | undefined =>
  lab !== undefined && isRunning(lab) ? lab : undefined;

/** What its state says, for a lab whose lock was lost or spoilt; this process knows of itself that it has none. */
const statedLab = (file: string): ProcessIdentity | undefined => {
  const lab = readState(file)?.lab;
  return lab?.pid === process.pid ? undefined : ifRunning(lab);
};

/** The lab that runs in a folder; absent where none does, whatever a killed one left in its files. */
export const findRunningLab = ({ lock, state }: LockPaths): ProcessIdentity | undefined =>
  ifRunning(readLock(lock)) ?? statedLab(state);

const refuse = (folder: string, { pid }: ProcessIdentity): never => {
  throw new LabError(
    `A lab runs in ${folder} already, as process ${pid}; stop it with \`npm run lab -- stop\` or use another folder.`,
  );
};

const unless = (code: string, change: () => void): boolean => {
  try {
    change();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false;
    throw error;
  }
};

/**
 * Takes away a lock that a killed lab left, so that only one of several labs that see it does.
 * @returns the lab whose lock it was after all: one that took it a moment ago; it has it back
 */
const removeStale = (file: string, aside: string): ProcessIdentity | undefined => {
  if (!unless('ENOENT', () => renameSync(file, aside))) return undefined;
  const holder = ifRunning(readLock(aside));
  if (holder !== undefined) unless('EEXIST', () => linkSync(aside, file));
  rmSync(aside);
  return holder;
};

/**
 * Takes the lock of a lab's folder for this process, in place of one that a killed lab left.
 * @returns who holds it now, and how it is given back
 * @throws LabError if another lab runs there
 */
export const takeLock = (paths: LockPaths): Lock => {
  const { folder, lock: file } = paths;
  const running = findRunningLab(paths);
  if (running !== undefined) refuse(folder, running);
  const own = identify(process.pid);
  if (own === undefined) throw new LabError('The lab needs Linux: it reads /proc to know its processes.');
  const draft = `${file}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    // A link is made whole or not at all, and never over another one.
    while (!unless('EEXIST', () => linkSync(draft, file))) {
      const holder = ifRunning(readLock(file)) ?? removeStale(file, `${draft}.stale`);
      if (holder !== undefined) refuse(folder, holder);
    }
  } finally {
    rmSync(draft);
  }
  const release = () => {
    if (readLock(file)?.pid === own.pid) rmSync(file, { force: true });
  };
  return { identity: own, release };
};
