import type { Worker } from 'node:cluster';
import type { Log } from '../logging/log.ts';
import { type Member, startMember } from './member.ts';
import { createRestartDelay } from './restart-delay.ts';

/** What became of a worker that was to be replaced: another has its place, or the new one did not get to serve. */
export type Replacement = 'done' | 'failed';

/** The workers, always as many as asked for. */
export interface Fleet {
  readonly running: () => readonly { readonly place: number; readonly worker: Worker }[];
  /** How many accept connections. */
  readonly listening: () => number;
  /**
   * Puts a new worker in the place of each, one after the other: the old one stops once the new one serves. Where the new one
   * dies before that, the old one goes on and so do those not yet replaced. Asked again meanwhile, it does it once more.
   */
  readonly replaceAll: () => Promise<void>;
  /** Asks each to stop. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds that a new worker may take until it serves; it may have to wait for MySQL or Redis. */
const startWithinMs = 60_000;

/**
 * Starts `size` workers of the running program, and another in the place of each that dies, after a delay that grows.
 * @param options.stopWithinMs milliseconds after which a worker that was asked to stop is killed
 */
export const startFleet = (options: {
  readonly size: number;
  readonly stopWithinMs: number;
  readonly log: Log;
  readonly onRestart: () => void;
  readonly onReplacement: (outcome: Replacement) => void;
  readonly onExit: (worker: Worker) => void;
}): Fleet => {
  const { size, stopWithinMs, log } = options;
  const members = new Set<Member>();
  const timers = new Set<NodeJS.Timeout>();
  const delays = new Map(Array.from({ length: size }, (_, i) => [i + 1, createRestartDelay()]));
  let stopping = false;

  const holderOf = (place: number) => [...members].find((member) => member.place === place && !member.leaves());

  const restartLater = (place: number, livedMs: number, how: string) => {
    const delayMs = delays.get(place)?.(livedMs) ?? 0;
    log.error(`Worker ${place} died (${how}); another starts in ${delayMs} ms.`);
    const timer = setTimeout(() => {
      timers.delete(timer);
      options.onRestart();
      start(place);
    }, delayMs);
    timers.add(timer);
  };

  const start = (place: number): Member => {
    const member = startMember(place, log);
    members.add(member);
    void member.gone.then(() => options.onExit(member.worker));
    void member.ended.then((how) => {
      const expected = member.leaves();
      members.delete(member);
      if (stopping || expected) return;
      if (holderOf(place)) log.error(`Worker ${place} died (${how}); the other in its place goes on.`);
      else restartLater(place, performance.now() - member.startedAt, how);
    });
    return member;
  };

  /** @returns whether the next place may follow */
  const replace = async (place: number): Promise<boolean> => {
    const old = holderOf(place);
    // Between a death and the restart: the one that follows is new anyway.
    if (stopping || !old) return !stopping;
    const next = start(place);
    const deadline = setTimeout(() => next.worker.process.kill('SIGKILL'), startWithinMs);
    const came = await next.settled;
    clearTimeout(deadline);
    if (stopping) return false;
    options.onReplacement(came === 'serves' ? 'done' : 'failed');
    if (came === 'ended') {
      log.error(
        `The rolling restart ends at worker ${place}: the new one did not get to serve. See its last log lines.`,
      );
      return false;
    }
    await old.end(stopWithinMs);
    log.info(`Worker ${place} was replaced.`);
    return true;
  };

  let rolling: Promise<void> | undefined;
  let again = false;
  const roll = async () => {
    do {
      again = false;
      for (let place = 1; place <= size; place++) if (!(await replace(place))) break;
    } while (again && !stopping);
    rolling = undefined;
  };

  for (let place = 1; place <= size; place++) start(place);
  return {
    running: () => [...members],
    listening: () => [...members].filter((member) => member.serves()).length,
    replaceAll() {
      again = rolling !== undefined;
      rolling ??= roll();
      return rolling;
    },
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...members].map((member) => member.end(stopWithinMs)));
    },
  };
};
