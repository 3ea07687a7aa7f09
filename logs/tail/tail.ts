import { setTimeout as delay } from 'node:timers/promises';
import type { LogSearch } from '../elasticsearch.ts';
import { LogsError } from '../logs-error.ts';
import { type LineFilter, lineFits } from './line-filter.ts';
import { inOrder, type LogLine } from './log-line.ts';
import { createSeenLines, type SeenLines } from './seen-lines.ts';
import { type SpoolWatch, watchSpool } from './spool-lines.ts';
import { arrivedSince, newestStored, storedLines } from './stored-lines.ts';

/** Milliseconds between looks. */
const lookMs = 1_000;

/** Seconds for which a line may have arrived before a search finds it. */
const refreshSeconds = 15;

/** What is shown, and to whom. */
export interface TailOptions {
  readonly search: LogSearch;
  /** Folder in which lines of this machine wait. */
  readonly spool: string;
  /** Where lines of the spool must be on their way to; anywhere unless given. */
  readonly destination?: string;
  readonly filter: LineFilter;
  /** Lines that are shown of those that are there. */
  readonly count: number;
  readonly print: (lines: readonly LogLine[]) => void;
}

const newest = (lines: readonly LogLine[], count: number): LogLine[] =>
  count === 0 ? [] : inOrder(lines).slice(-count);

/** The newest lines of the spool, each once, and all that fit it as seen. */
const spooled = async (
  watch: SpoolWatch,
  { filter, count }: TailOptions,
  seen: SeenLines = createSeenLines(),
): Promise<readonly LogLine[]> => {
  const fits = lineFits(filter);
  let found: LogLine[] = [];
  for await (const line of watch.read()) {
    if (!fits(line)) continue;
    // One that waits comes after itself as one of the newest.
    if (!seen.note(line.id)) found = found.filter(({ id }) => id !== line.id);
    found.push(line);
    if (found.length > 2 * count + 1_000) found = newest(found, count);
  }
  return newest(found, count);
};

/** The newest lines that are stored or wait, each once. */
const merged = async (waiting: readonly LogLine[], { search, filter, count }: TailOptions) => {
  const lines = new Map(waiting.map((line) => [line.id, line]));
  for (const line of count === 0 ? [] : await newestStored(search, filter, count)) lines.set(line.id, line);
  return newest([...lines.values()], count);
};

/**
 * Shows the newest lines, those among them that wait in the spool.
 * @throws LogsError if those that are stored cannot be had; those of the spool are shown then
 */
export const showNewest = async (options: TailOptions): Promise<void> => {
  // The spool first: what is shipped meanwhile is in both, and not in none.
  const waiting = await spooled(watchSpool(options.spool, options.destination), options);
  try {
    options.print(await merged(waiting, options));
  } catch (error) {
    options.print(waiting);
    throw error;
  }
};

/**
 * Shows the newest lines and then all that come, from the spool as soon as they are written, and late ones when they arrive, each once,
 * until the signal aborts. While Elasticsearch is away it goes on asking. `say` hears that it is, and that it is back.
 */
export const follow = async (
  options: TailOptions & { readonly say: (sentence: string) => void; readonly signal: AbortSignal },
): Promise<void> => {
  const { search, spool, destination, filter, print, say, signal } = options;
  const watch = watchSpool(spool, destination);
  const fits = lineFits(filter);
  const seen = createSeenLines();
  let since: string | undefined;
  let askedAt = performance.now();
  let away = false;

  /** From when on lines may have arrived unseen: since the last that did, or else since it was asked. */
  const unseenSince = (): string =>
    since === undefined
      ? `now-${refreshSeconds + Math.ceil((performance.now() - askedAt) / 1000)}s`
      : `${since}||-${refreshSeconds}s`;

  const unlessAway = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      if (away) say(`Elasticsearch at ${search.host} answers again.`);
      away = false;
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof LogsError)) throw error;
      if (!away) say(`${error.message} Lines of ${spool} are shown meanwhile, and it is asked again and again.`);
      away = true;
      return undefined;
    }
  };

  const waiting = await spooled(watch, options, seen);
  const begun = await unlessAway(async () => {
    // What arrives between this and the next question is not shown if it is none of the newest, but when it is looked for the next time.
    const { ids, last } = await arrivedSince(search, filter, unseenSince());
    const lines = await merged(waiting, options);
    for (const id of ids) seen.note(id);
    since = last;
    askedAt = performance.now();
    return lines;
  });
  const first = begun ?? waiting;
  for (const { id } of first) seen.note(id);
  print(first);

  while (!signal.aborted) {
    await delay(lookMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const fresh: LogLine[] = [];
    for await (const line of watch.read()) if (fits(line) && seen.note(line.id)) fresh.push(line);
    await unlessAway(async () => {
      const now = performance.now();
      const { ids, last } = await arrivedSince(search, filter, unseenSince());
      const unseen = ids.filter((id) => !seen.has(id));
      const lines = await storedLines(search, unseen);
      for (const line of lines) if (seen.note(line.id)) fresh.push(line);
      since = last ?? since;
      askedAt = now;
    });
    if (fresh.length > 0) print(inOrder(fresh));
  }
};
