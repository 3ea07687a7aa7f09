import { readFile } from 'node:fs/promises';
import { headersOf, liveSource, plainUrl, reasonOf } from './live-source.ts';
import { pageSource } from './page-source.ts';
import { type PageSeries, readPage } from './read-page.ts';
import { type SeriesSource, SourceError } from './source.ts';

/** How a source is asked. */
export interface OpenOptions {
  /** How far back a series of a Prometheus may have ended. Seconds. */
  readonly withinSeconds: number;
  /** Shown to whoever is asked over HTTP. */
  readonly token?: string;
}

/** A page that has not come after this time will not. Milliseconds. */
const patienceMs = 30_000;

const isUrl = (where: string): boolean => /^https?:\/\//.test(where) && URL.canParse(where);

const fetchText = async (url: string, token: string | undefined): Promise<{ ok: boolean; text: string }> => {
  try {
    const headers = headersOf({ url, ...(token !== undefined && { token }) });
    const response = await fetch(plainUrl(url), { headers, signal: AbortSignal.timeout(patienceMs) });
    return { ok: response.ok, text: await response.text() };
  } catch (cause) {
    throw new SourceError(`${plainUrl(url)} does not answer: ${reasonOf(cause)}; is it there?`, { cause });
  }
};

/** The series of a page at an address or in a file; undefined where there is something else. */
const pageAt = async (where: string, token: string | undefined): Promise<readonly PageSeries[] | undefined> => {
  if (isUrl(where)) {
    const { ok, text } = await fetchText(where, token);
    return ok ? readPage(text) : undefined;
  }
  const text = await readFile(where, 'utf8').catch((cause: unknown) => {
    throw new SourceError(
      `${where}: no such file; name one with a page of metrics, or an address with http:// before it.`,
      { cause },
    );
  });
  const series = readPage(text);
  if (series) return series;
  throw new SourceError(`${where} is no page of metrics, as a scrape gives: most of its lines are something else.`);
};

/**
 * Opens what series are looked for in: one Prometheus by its address, or pages of metrics by address or file, taken together.
 * @throws SourceError for what is neither, and for more than one Prometheus
 */
export const openSource = async (
  places: readonly string[],
  { withinSeconds, token }: OpenOptions,
): Promise<SeriesSource> => {
  const pages = await Promise.all(places.map((place) => pageAt(place, token)));
  const live = places.filter((_, i) => pages[i] === undefined);
  const [url] = live;
  if (url === undefined)
    return pageSource(
      places.join(', '),
      pages.flatMap((page) => (page ? [page] : [])),
    );
  if (places.length > 1)
    throw new SourceError(`Name one Prometheus, or pages of metrics only; ${url} is no such page.`);
  return liveSource({ url, withinSeconds, ...(token !== undefined && { token }) });
};
