import { AggregatorRegistry } from 'prom-client';
import type { Family } from '../telemetry/telemetry.ts';
import type { CollectAnswer, CollectRequest } from './ipc.ts';
import { addTotals, growing } from './totals.ts';

/** A worker, as far as its metrics go. */
export interface MeasuredWorker {
  /** Its own; the one that follows it has another. */
  readonly id: number;
  /** Its place in the cluster, which its metrics and log lines name. */
  readonly place: number;
  readonly ask: (request: CollectRequest) => void;
}

/** Joins the metrics of all workers. */
export interface Collector {
  /** All metrics in Prometheus' text format. A worker that does not answer within a second does not hold it up. */
  readonly page: () => Promise<string>;
  readonly receive: (workerId: number, answer: CollectAnswer) => void;
  /** Keeps what a worker counted that has ended, so that no counter ever falls. */
  readonly retire: (workerId: number) => void;
}

/** How long a worker may take to answer, in milliseconds. Prometheus waits 10 s at most; the lab's console less. */
const patienceMs = 1_000;

/**
 * Collects from the workers that run now and from `own`, the primary itself. A silent worker's counters stand as it last
 * told them and its gauges are missing; each silence is told to `onSilence`.
 */
export const createCollector = (options: {
  readonly workers: () => readonly MeasuredWorker[];
  readonly own: () => Promise<Family[]>;
  readonly onSilence: (place: number) => void;
}): Collector => {
  const last = new Map<number, readonly Family[]>();
  const waiting = new Map<number, Map<number, () => void>>();
  let departed: Family[] = [];
  let requests = 0;

  const ask = (worker: MeasuredWorker, request: number) =>
    new Promise<boolean>((resolve) => {
      const end = (answered: boolean) => {
        clearTimeout(deadline);
        waiting.get(worker.id)?.delete(request);
        resolve(answered);
      };
      const deadline = setTimeout(() => end(false), patienceMs);
      const requestsOfWorker = waiting.get(worker.id) ?? new Map<number, () => void>();
      waiting.set(
        worker.id,
        requestsOfWorker.set(request, () => end(true)),
      );
      worker.ask({ gapwatch: 'collect', request });
    });

  /** A worker that has just been started cannot answer yet, and is not silent for that. */
  const workersThatSpoke = () => options.workers().filter(({ id }) => last.has(id));

  return {
    async page() {
      requests += 1;
      const request = requests;
      const silent = new Set<number>();
      await Promise.all(
        workersThatSpoke().map(async (worker) => {
          if (await ask(worker, request)) return;
          silent.add(worker.id);
          options.onSilence(worker.place);
        }),
      );
      const own = await options.own();
      // From here to the end nothing waits, so a worker counts either among the last answers or among the departed.
      const alive = [...last].map(([id, families]) => (silent.has(id) ? growing(families) : families));
      return AggregatorRegistry.aggregate([own, departed, ...alive]).metrics();
    },
    receive(workerId, { request, families }) {
      last.set(workerId, families);
      waiting.get(workerId)?.get(request)?.();
    },
    retire(workerId) {
      departed = addTotals(departed, growing(last.get(workerId) ?? []));
      last.delete(workerId);
      for (const end of waiting.get(workerId)?.values() ?? []) end();
      waiting.delete(workerId);
    },
  };
};
