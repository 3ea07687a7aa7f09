import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Service } from './service.ts';

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running process that leads a group of its own. */
export interface Child {
  readonly pid: number;
  /** Resolves when the process has ended; whatever it left in its group is killed then. */
  readonly exited: Promise<Exit>;
  /** Asks the process to stop, and after `timeoutMs` milliseconds kills its whole group. Safe to repeat. */
  stop(timeoutMs: number): Promise<Exit>;
  /** Kills the whole group at once. */
  kill(): void;
}

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

/**
 * Starts the service's process, its output appended to `logFile` (whose folder is made). It leads a process group of its
 * own, so that a terminal's Ctrl-C reaches only the lab, which then stops everything in order.
 * @throws Error in one sentence if the command cannot be started.
 */
export const startChild = async (
  service: Pick<Service, 'name' | 'command' | 'args' | 'env' | 'cwd' | 'stopSignal'>,
  { logFile }: { logFile: string },
): Promise<Child> => {
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a');
  const child = spawn(service.command, service.args, {
    cwd: service.cwd,
    env: { ...process.env, ...service.env },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${service.name} could not be started with ${service.command}: ${reason}.`, { cause });
  } finally {
    await log.close();
  }
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${service.name} was started without a process id.`);
  // Nothing that it started outlives it; and once its group is gone, its id may become another process'.
  let over = false;
  const killAll = () => {
    if (!over) killGroup(pid);
  };
  const exited = new Promise<Exit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      killAll();
      over = true;
      resolve({ code, signal });
    };
    if (child.exitCode !== null || child.signalCode !== null) end(child.exitCode, child.signalCode);
    else child.once('exit', end);
  });

  return {
    pid,
    exited,
    kill: killAll,
    async stop(timeoutMs) {
      child.kill(service.stopSignal);
      const deadline = setTimeout(killAll, timeoutMs);
      const exit = await exited;
      clearTimeout(deadline);
      return exit;
    },
  };
};
