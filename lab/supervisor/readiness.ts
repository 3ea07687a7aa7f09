import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from '../child.ts';
import type { Service } from '../service.ts';

/** Between two questions; short, for every start waits for it. Milliseconds. */
const pauseMs = 100;

/** What one question may take before it is asked anew. Milliseconds. */
const questionMs = 5000;

const quietly = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => undefined,
    () => undefined,
  );

/**
 * Asks a started service until it answers as it should.
 * @param exited resolves when its process ends
 * @throws Error in one sentence if the process ends before, or it is not ready within its time, or `stopping` is aborted
 */
export const untilReady = async (
  service: Pick<Service, 'name' | 'ready' | 'readyWithinMs'>,
  exited: Promise<Exit>,
  stopping: AbortSignal,
): Promise<void> => {
  const over = AbortSignal.any([stopping, AbortSignal.timeout(service.readyWithinMs)]);
  const ended = new AbortController();
  void exited.then((exit) => ended.abort(exit));
  let lastError: unknown;
  while (!over.aborted && !ended.signal.aborted) {
    const question = AbortSignal.any([over, ended.signal, AbortSignal.timeout(questionMs)]);
    const answer = await service.ready(question).catch((error: unknown) => {
      lastError = error;
      return false;
    });
    if (answer && !ended.signal.aborted) return;
    await quietly(delay(pauseMs, undefined, { signal: AbortSignal.any([over, ended.signal]) }));
  }
  if (stopping.aborted) throw new Error(`${service.name} was stopped before it was ready.`);
  if (!ended.signal.aborted) {
    throw new Error(`${service.name} was not ready within ${service.readyWithinMs / 1000} s.`, { cause: lastError });
  }
  const { code, signal } = await exited;
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  throw new Error(`${service.name} ended ${how} before it was ready.`, { cause: lastError });
};
