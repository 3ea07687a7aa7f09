import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../../lab/child.ts';
import type { Program, Server, Service } from '../../lab/service.ts';
import { untilReady } from '../../lab/supervisor/readiness.ts';

/** A service under test. */
export interface RunningService {
  readonly pid: number;
  /** Stops it as the lab does. */
  stop(): Promise<void>;
  /** Kills it as a crash would. */
  kill(): Promise<void>;
}

/** A server under test, in a temporary folder. */
export interface TestServer {
  readonly service: Service;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  /** Starts it again on the same port and data after `kill` or `halt`. */
  start(): Promise<void>;
  /** Stops it, and keeps its data. */
  halt(): Promise<void>;
  kill(): Promise<void>;
  /** Stops it dead with its connections open, as a machine without memory does. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** Whether all threads of the process have stopped. @see proc(5) */
const isStopped = async (pid: number): Promise<boolean> => {
  const threads = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
  return stats.every((stat) => /\) T /.test(stat));
};

/** Processes of the group that this one leads: a launcher and what it launched. @see proc(5) */
const groupOf = async (leader: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(
    // One that has ended meanwhile is in no group.
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  // After the name, which may hold spaces: state, parent, group.
  return pids.filter((_, i) => Number(stats[i]?.split(') ').at(-1)?.split(' ')[2]) === leader);
};

/** A terminal's Ctrl-C reaches the worker too; it must outlive that as long as it has a server to end. */
const outliveInterrupt = (): void => {};

/** Starts a service as the lab does and waits until it is ready. Fails with the end of its log. */
export const startService = async (service: Service, logFile: string): Promise<RunningService> => {
  process.on('SIGINT', outliveInterrupt);
  await service.prepare?.(() => {}, new AbortController().signal);
  const child = await startChild(service, { logFile });
  const killAtExit = () => child.kill();
  process.once('exit', killAtExit);
  const forget = () => {
    process.off('exit', killAtExit);
    process.off('SIGINT', outliveInterrupt);
  };
  const end = async () => {
    await child.stop(20_000);
    forget();
  };
  try {
    await untilReady(service, child.exited, new AbortController().signal);
    await service.afterReady?.(() => {});
  } catch (cause) {
    await end();
    const log = await readFile(logFile, 'utf8');
    throw new Error(`${service.name} did not start. The end of its log:\n${log.slice(-3000)}`, { cause });
  }
  return {
    pid: child.pid,
    stop: end,
    async kill() {
      child.kill();
      await child.exited;
      forget();
    },
  };
};

/** The program as the lab finds it. @throws Error if it is not on this machine */
export const findServer = async (server: Server): Promise<Program> => {
  const program = await server.find();
  if (program === undefined) throw new Error(`${server.name} is not on this machine; set ${server.variable}.`);
  return program;
};

/** Starts a server in a temporary folder; `makeService` gets that folder. */
export const startServer = async (makeService: (folder: string) => Service): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  const service = makeService(folder);
  const start = () => startService(service, join(folder, 'server.log'));
  let running: RunningService | undefined;
  const halt = async () => {
    await running?.stop();
    running = undefined;
  };
  const stop = async () => {
    await halt();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    running = await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    service,
    host: service.host,
    port: service.ports[0] ?? 0,
    url: service.url,
    folder,
    halt,
    stop,
    async start() {
      running ??= await start();
    },
    async kill() {
      await running?.kill();
      running = undefined;
    },
    async freeze() {
      if (running === undefined) throw new Error(`${service.name} does not run.`);
      const { pid } = running;
      process.kill(-pid, 'SIGSTOP');
      // Each thread stops when it notices; on a busy machine one may still answer.
      for (const member of await groupOf(pid)) while (!(await isStopped(member))) await delay(5);
    },
    thaw() {
      if (running !== undefined) process.kill(-running.pid, 'SIGCONT');
    },
  };
};
