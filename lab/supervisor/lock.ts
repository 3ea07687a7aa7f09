import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-table.ts';

/** A lock that this process holds. */
export interface Lock {
  readonly identity: ProcessIdentity;
  /** Safe to repeat. */
  readonly release: () => void;
}

/** Longer than another lab needs between reading a stale lock and replacing it. Milliseconds. */
const settleMs = 100;

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

/** The lab that holds the lock now; absent where none runs, whatever a killed one left in the file. */
export const findLockHolder = (file: string): ProcessIdentity | undefined => {
  const holder = readLock(file);
  return holder !== undefined && isRunning(holder) ? holder : undefined;
};

const refuse = (folder: string, pid: number): never => {
  throw new LabError(
    `A lab runs in ${folder} already, as process ${pid}; stop it with \`gapwatch lab stop\` or use another folder.`,
  );
};

/**
 * Takes the lock of a lab's folder for this process, in place of one that a killed lab left.
 * @param folder what the error names
 * @returns who holds it now, and how it is given back
 * @throws LabError if another lab holds it
 */
export const takeLock = async (file: string, folder: string): Promise<Lock> => {
  const holder = findLockHolder(file);
  if (holder !== undefined) refuse(folder, holder.pid);
  const own = identify(process.pid);
  if (own === undefined) throw new LabError('The lab needs Linux: it reads /proc to know its processes.');
  const draft = `${file}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  renameSync(draft, file);
  // Two labs may both have seen no lock; the later one's name stands in the file, and the earlier one finds it there.
  await delay(settleMs);
  const winner = readLock(file);
  if (winner?.pid !== own.pid) refuse(folder, winner?.pid ?? 0);
  const release = () => {
    if (readLock(file)?.pid === own.pid) rmSync(file, { force: true });
  };
  return { identity: own, release };
};
