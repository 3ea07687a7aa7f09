import { setTimeout as delay } from 'node:timers/promises';
import { type Child, type Exit, startChild } from '../child.ts';
import { LabError } from '../lab-error.ts';
import type { Say, Service } from '../service.ts';
import { type BackOff, nextDelay } from './back-off.ts';
import { lastLines } from './log-files.ts';
import { identify } from './process-table.ts';
import { untilReady } from './readiness.ts';
import type { ServiceRecord } from './state.ts';

/** What changes in the record of a service. */
export type RecordChange = Partial<Pick<ServiceRecord, 'state' | 'process' | 'startSeconds' | 'restarts'>>;

/** What a keeper is given besides its service. */
export interface KeeperOptions {
  readonly logFile: string;
  readonly say: Say;
  readonly onChange: (change: RecordChange) => void;
  readonly backOff: BackOff;
  /** Aborted when the lab stops: nothing is started afterwards. */
  readonly stopping: AbortSignal;
}

/** Keeps one service running. */
export interface Keeper {
  /** Resolves when it is ready for the first time. @throws LabError if it ends or hangs before */
  start(): Promise<void>;
  /** Stops it, by force after `timeoutMs` milliseconds. Only once `stopping` is aborted. */
  stop(timeoutMs: number): Promise<void>;
  /** Kills it and all it started, at once. */
  kill(): void;
}

const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** Starts a service, and after its first readiness starts it again whenever it dies. */
export const createKeeper = (service: Service, options: KeeperOptions): Keeper => {
  const { logFile, say, onChange, backOff, stopping } = options;
  let launch: Promise<Child> | undefined;
  let preparing: Promise<unknown> | undefined;
  let restarts = 0;

  const logEnd = async (): Promise<string> => {
    const lines = await lastLines(logFile, 10);
    if (lines.length === 0) return `Its log ${logFile} is empty.`;
    return [`Its log ${logFile} ends with:`, ...lines.map((line) => `  | ${line}`)].join('\n');
  };

  const bringUp = async (): Promise<Child> => {
    preparing = service.prepare?.(say, stopping);
    await preparing;
    stopping.throwIfAborted();
    launch = startChild(service, { logFile });
    const started = await launch;
    onChange({ process: identify(started.pid) });
    await untilReady(service, started.exited, stopping);
    await service.afterReady?.(say);
    return started;
  };

  /** @throws LabError if it does not become ready; then nothing of it runs any more */
  const startOnce = async (): Promise<Child> => {
    const begun = performance.now();
    onChange({ state: 'starting' });
    const started = await bringUp().catch(async (cause: unknown) => {
      const failed = await launch?.catch(() => undefined);
      // While the lab stops, its own stop ends the process, with more patience.
      if (!stopping.aborted) await failed?.stop(5000);
      const reason = cause instanceof Error ? cause.message : String(cause);
      const name = reason.startsWith(service.name) ? '' : `${service.name} could not be started: `;
      throw new LabError(`${name}${reason}${failed === undefined ? '' : `\n${await logEnd()}`}`, { cause });
    });
    const startMs = performance.now() - begun;
    onChange({ state: 'up', startSeconds: Math.round(startMs / 100) / 10 });
    say(`${service.name} is up after ${seconds(startMs)}`);
    return started;
  };

  const forget = (): void => {
    launch = undefined;
    onChange({ state: 'down', process: undefined, startSeconds: undefined, restarts });
  };

  const watch = async (running: Child): Promise<void> => {
    let current: Child | undefined = running;
    let waitMs: number | undefined;
    while (true) {
      const upSince = performance.now();
      const exit = await current?.exited;
      if (stopping.aborted) return;
      restarts += 1;
      forget();
      waitMs = nextDelay(backOff, waitMs, current === undefined ? 0 : performance.now() - upSince);
      if (exit !== undefined) {
        say(`${service.name} ${describeExit(exit)}; starting it again in ${seconds(waitMs)}. ${await logEnd()}`);
      }
      await delay(waitMs, undefined, { signal: stopping });
      current = await startOnce().catch((error: unknown) => {
        if (stopping.aborted) throw error;
        say(`${service.name} did not come back. ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      });
    }
  };

  return {
    async start() {
      const running = await startOnce();
      watch(running).catch((error: unknown) => {
        if (!stopping.aborted) say(`${service.name} is no longer watched: ${String(error)}`);
      });
    },
    async stop(timeoutMs) {
      const running = await launch?.catch(() => undefined);
      if (running !== undefined) {
        onChange({ state: 'stopping' });
        const exit = await running.stop(timeoutMs);
        if (exit.signal === 'SIGKILL') say(`${service.name} did not stop when asked and was killed`);
      }
      // Until a preparation has noticed, it may still begin something.
      await Promise.race([preparing?.catch(() => undefined), delay(timeoutMs, undefined, { ref: false })]);
      onChange({ state: 'stopped', process: undefined });
    },
    kill() {
      void launch?.then(
        (started) => started.kill(),
        () => undefined,
      );
    },
  };
};
