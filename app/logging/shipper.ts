import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../../metrics/prom-client.ts';
import { logMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { LogSink } from './sink.ts';

/** A line on its way. */
interface Line {
  readonly id: string;
  readonly text: string;
}

/** A line that waits. */
interface Waiting extends Line {
  /** Bytes in UTF-8. */
  readonly size: number;
}

/** What became of a line: there, not there yet, or never to be taken. */
export type Verdict = 'stored' | 'rejected' | 'overload' | 'server' | 'network';

/** Sends lines and gives the verdict of each, in their order. Does not throw. */
export type SendLines = (lines: readonly Line[], signal: AbortSignal) => Promise<readonly Verdict[]>;

/** Most that waits in memory. At 100 lines/s and 1 KiB a line it bridges 100 s. */
const most = { lines: 10_000, bytes: 16 * 1024 * 1024 };

/** Most of one request; Elasticsearch advises a few MB. */
const batch = { lines: 500, bytes: 1024 * 1024 };

/**
 * Milliseconds that lines gather before they are sent. A request costs the service as much as a hundred lines do; sooner than
 * Elasticsearch refreshes, nobody finds them anyway.
 */
const gatherMs = 1_000;

/** Milliseconds of the first and of the longest pause between tries. */
const pause = { first: 500, most: 30_000 };

/**
 * Ships lines in batches and in order, and repeats what was not taken, with pauses of random length up to a doubling limit,
 * so that many processes do not come back at once. What does not fit into its memory is dropped and counted.
 */
export const createShipper = (send: SendLines, telemetry: Telemetry, random: () => number = Math.random): LogSink => {
  const { registry } = telemetry;
  const accepted = register(registry, logMetrics.accepted);
  const shipped = register(registry, logMetrics.shipped);
  const dropped = register(registry, logMetrics.dropped);
  const retries = register(registry, logMetrics.retries);
  const queuedLines = register(registry, logMetrics.queued);
  const queuedBytes = register(registry, logMetrics.queuedBytes);

  let queue: Waiting[] = [];
  let bytes = 0;
  let running: Promise<void> | undefined;
  const closing = new AbortController();
  const over = new AbortController();
  telemetry.beforeCollect(() => {
    queuedLines.set({}, queue.length);
    queuedBytes.set({}, bytes);
  });

  const nextBatch = (): Waiting[] => {
    let size = 0;
    const end = queue.findIndex((line, i) => {
      size += line.size;
      return i >= batch.lines || (i > 0 && size > batch.bytes);
    });
    return queue.slice(0, end < 0 ? undefined : end);
  };

  const settle = (lines: readonly Waiting[], verdicts: readonly Verdict[]): Verdict | undefined => {
    const again: Waiting[] = [];
    let trouble: Verdict | undefined;
    for (const [i, line] of lines.entries()) {
      const verdict = verdicts[i] ?? 'server';
      if (verdict === 'stored') shipped.add({});
      else if (verdict === 'rejected') dropped.add({ reason: 'rejected' });
      else {
        again.push(line);
        trouble = verdict;
        continue;
      }
      bytes -= line.size;
    }
    queue = [...again, ...queue.slice(lines.length)];
    if (trouble === 'network' || trouble === 'overload' || trouble === 'server') retries.add({ reason: trouble });
    return trouble;
  };

  /** Waits, unless the sink closes meanwhile: then there is no time to lose. */
  const rest = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal, ref: false }).catch(() => {});

  const run = async (): Promise<void> => {
    let limit = pause.first;
    await rest(gatherMs, closing.signal);
    while (queue.length > 0 && !over.signal.aborted) {
      const lines = nextBatch();
      const trouble = settle(lines, await send(lines, over.signal));
      if (trouble === undefined) limit = pause.first;
      else {
        await rest(random() * limit, closing.signal.aborted ? over.signal : closing.signal);
        limit = Math.min(limit * 2, pause.most);
      }
    }
    running = undefined;
  };

  return {
    write(id, text) {
      const size = Buffer.byteLength(text);
      if (closing.signal.aborted || queue.length >= most.lines || bytes + size > most.bytes) {
        dropped.add({ reason: closing.signal.aborted ? 'shutdown' : 'queue_full' });
        return;
      }
      accepted.add({});
      queue.push({ id, text, size });
      bytes += size;
      running ??= run();
    },
    async close(withinMs) {
      closing.abort();
      const deadline = setTimeout(() => over.abort(), withinMs);
      await running;
      clearTimeout(deadline);
      dropped.add({ reason: 'shutdown' }, queue.length);
    },
  };
};
