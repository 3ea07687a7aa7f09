import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../../metrics/prom-client.ts';
import type { Log } from '../logging/log.ts';
import { retentionMetrics } from '../metrics.ts';
import type { MysqlLogin } from '../storage/login.ts';
import { lateGauge } from '../telemetry/late-gauge.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Chunk } from './chunk.ts';
import { openMoverConnection } from './connection.ts';
import type { Limits } from './limits.ts';
import type { Reason } from './overdue.ts';
import { type Outcome, runMover } from './run.ts';

/** What the mover needs. */
export interface MoverOptions {
  readonly login: MysqlLogin;
  readonly limits: Limits;
  /** Whether the search is told of what is moved. */
  readonly indexed: boolean;
  /** From the start of one run to the start of the next; the next begins at once where one takes longer. */
  readonly intervalSeconds: number;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** A mover at work. */
export interface Mover {
  /** Stops after the transaction under way, within about a second. */
  readonly stop: () => Promise<void>;
}

const measure = (telemetry: Telemetry) => {
  const { registry } = telemetry;
  const moved = register(registry, retentionMetrics.moved);
  const deleted = register(registry, retentionMetrics.deleted);
  const runs = register(registry, retentionMetrics.runs);
  const duration = register(registry, retentionMetrics.runDuration);
  const setUnmatched = lateGauge(telemetry, retentionMetrics.unmatched);
  const setLastSuccess = lateGauge(telemetry, retentionMetrics.lastSuccess);
  const succeed = () => setLastSuccess(Date.now() / 1e3);
  return {
    chunk(reason: Reason, chunk: Chunk) {
      moved.add({ reason }, chunk.moved);
      deleted.add({ reason }, chunk.deleted);
      // Also in a run that goes on for long: it does what it should.
      if (chunk.deleted === chunk.moved) succeed();
    },
    run(outcome: Outcome | 'failed', unmatched: number, ms: number) {
      runs.add({ outcome });
      if (outcome === 'skipped') return;
      duration.observe({}, ms / 1e3);
      if (outcome === 'done') succeed();
      if (outcome === 'done' || outcome === 'mismatch') setUnmatched(unmatched);
    },
  };
};

/**
 * Starts the mover: a run now, and then one each interval. A run that fails is logged and counted; the next one goes on where it
 * ended.
 */
export const startMover = ({ login, limits, indexed, intervalSeconds, telemetry, log }: MoverOptions): Mover => {
  const stop = new AbortController();
  const { signal } = stop;
  const metrics = measure(telemetry);

  const run = async (): Promise<void> => {
    const began = performance.now();
    const counts = { moved: 0, deleted: 0 };
    const onChunk = (reason: Reason, chunk: Chunk) => {
      counts.moved += chunk.moved;
      counts.deleted += chunk.deleted;
      metrics.chunk(reason, chunk);
    };
    const finish = (outcome: Outcome | 'failed') => {
      const ms = performance.now() - began;
      metrics.run(outcome, counts.moved - counts.deleted, ms);
      if (counts.deleted > 0)
        log.info(`The mover took ${counts.deleted} messages to the backup in ${Math.round(ms)} ms.`);
    };
    try {
      const outcome = await runMover({ connect: () => openMoverConnection(login), limits, indexed, onChunk, signal });
      if (outcome === 'mismatch') {
        log.error(
          `The backup holds other messages under the ids of ${counts.moved - counts.deleted} old ones, which stay where they are.`,
        );
      }
      finish(outcome);
    } catch (error) {
      // A statement that was cut short by the stop is no fault.
      if (!signal.aborted) log.warn('The mover broke off; the next run goes on.', {}, error);
      finish(signal.aborted ? 'stopped' : 'failed');
    }
  };

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const began = performance.now();
      await run();
      const restMs = Math.max(0, intervalSeconds * 1e3 - (performance.now() - began));
      await delay(restMs, undefined, { signal }).catch(() => {});
    }
  };
  const working = work();
  return {
    async stop() {
      stop.abort();
      await working;
    },
  };
};
