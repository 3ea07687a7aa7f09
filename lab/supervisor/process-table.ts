import { readdirSync, readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same id: `start` is its start time in clock ticks since boot,
 * preceded by the boot's id.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

interface Entry extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly zombie: boolean;
}

/** A process may end while it is read: that is absence, not a fault. */
const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const bootId = (): string => read('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot';

/** @see proc_pid_stat(5): the name, second field, is in parentheses and may itself hold spaces and parentheses. */
const entryOf = (pid: number, boot: string): Entry | undefined => {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const [state, parent, group, session, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Field 22 of the file; the list begins at field 3, and four are taken.
  const ticks = rest[15];
  if (ticks === undefined) return undefined;
  const [ppid, pgrp, sid] = [Number(parent), Number(group), Number(session)];
  return { pid, parent: ppid, group: pgrp, session: sid, zombie: state === 'Z', start: `${boot}:${ticks}` };
};

const entries = (): Entry[] => {
  const boot = bootId();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => entryOf(Number(name), boot))
    .filter((entry) => entry !== undefined && !entry.zombie) as Entry[];
};

/** The identity of a running process; absent where there is none. A zombie has ended. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const entry = entryOf(pid, bootId());
  return entry === undefined || entry.zombie ? undefined : { pid, start: entry.start };
};

/** Whether that very process still runs. */
export const isRunning = ({ pid, start }: ProcessIdentity): boolean => identify(pid)?.start === start;

/**
 * Ids of the processes that are left of the group which that process led, itself included. A group whose id was taken over
 * by a later process has none.
 */
export const groupOf = (leader: ProcessIdentity): number[] => {
  const now = identify(leader.pid);
  if (now !== undefined && now.start !== leader.start) return [];
  if (!leader.start.startsWith(`${bootId()}:`)) return [];
  return entries()
    .filter((entry) => entry.group === leader.pid)
    .map((entry) => entry.pid);
};

/** Ids of the children of a process, their children included. */
export const descendantsOf = (pid: number): number[] => {
  const all = entries();
  const below = (parent: number): number[] =>
    all.filter((entry) => entry.parent === parent).flatMap((entry) => [entry.pid, ...below(entry.pid)]);
  return below(pid);
};

/** Id of the session that a process belongs to; absent where it has ended. */
export const sessionOf = (pid: number): number | undefined => entryOf(pid, bootId())?.session;
