import type { Producer } from './producers.ts';
import { remoteWrite, type WrittenSeries } from './remote-write.ts';

/** Milliseconds between two samples. */
export const stepMs = 15_000;

/** Prometheus takes samples that are up to an hour older than the newest; half of that is written at a time. */
export const windowMs = 30 * 60_000;

/** Series that are written in one request: of half an hour, about a megabyte. */
const seriesAtOnce = 500;

/** Requests that Prometheus works at while the next are made. */
const requestsAtOnce = 2;

/** Moments at which there are samples, from one on and before another. Unix time in milliseconds. */
export const momentsOf = (from: number, to: number): Float64Array =>
  Float64Array.from({ length: Math.floor((to - from) / stepMs) }, (_, i) => from + i * stepMs);

/** Writes the next samples of all series, in their order in time. @returns how many */
export const writeWindow = async (
  url: string,
  producers: readonly Producer[],
  times: Float64Array,
): Promise<number> => {
  let waiting: WrittenSeries[] = [];
  let sending: readonly Promise<void>[] = [];
  let written = 0;
  const send = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    written += batch.length * times.length;
    // While Prometheus takes these, the next are made.
    if (sending.length >= requestsAtOnce) await Promise.all(sending.slice(0, 1));
    const request = remoteWrite(url, batch);
    // What fails is thrown where it is waited for.
    request.catch(() => {});
    sending = [...sending.slice(1 - requestsAtOnce), request];
  };
  for (const { labels, next } of producers) {
    const values = next(times);
    waiting.push(...labels.map((one, i) => ({ labels: one, times, values: values[i] ?? new Float64Array() })));
    if (waiting.length >= seriesAtOnce) await send();
  }
  await send();
  await Promise.all(sending);
  return written;
};
