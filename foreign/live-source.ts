import { z } from 'zod';
import type { Matcher } from '../metrics/promql/node.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { type SeriesSource, SourceError } from './source.ts';

const answer = z.object({ status: z.literal('success'), data: z.array(z.string()) });

/** Where a Prometheus answers, and with which right. */
export interface LiveOptions {
  /** Its address, below which `/api/v1` is. */
  readonly url: string;
  /** How far back a series may have ended. Seconds. */
  readonly withinSeconds: number;
  readonly token?: string;
}

/** A Prometheus that has no answer after this time has too much to do for more questions. Milliseconds. */
const patienceMs = 30_000;

const quoted = (text: string): string => JSON.stringify(text);

/** A selector by name and matchers, as PromQL. */
const selectorOf = (name: string, matchers: readonly Matcher[]): string =>
  `{${[{ label: '__name__', op: '=', value: name }, ...matchers]
    .map(({ label, op, value }) => `${/^[a-zA-Z_]\w*$/.test(label) ? label : quoted(label)}${op}${quoted(value)}`)
    .join(',')}}`;

/** Headers by which a Prometheus knows who asks: a token, or what stands before the host in its address. */
export const headersOf = ({ url, token }: Pick<LiveOptions, 'url' | 'token'>): Record<string, string> => {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  const { username, password } = new URL(url);
  if (username === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
};

/** An address without the login that it may hold, for people and for fetch, which refuses such. */
export const plainUrl = (url: string): string => {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain.href.replace(/\/$/, '');
};

/**
 * The series of a live Prometheus, or of what speaks its language.
 * @throws SourceError if it does not answer, refuses, or is something else
 */
export const liveSource = async (options: LiveOptions): Promise<SeriesSource> => {
  const base = plainUrl(options.url);
  const headers = headersOf(options);
  const asked = new Map<string, Promise<readonly string[]>>();

  const fetched = async (path: string, query: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const end = Math.ceil(Date.now() / 1000);
    const period = { start: String(end - options.withinSeconds), end: String(end) };
    const response = await fetch(`${base}/api/v1/${path}?${new URLSearchParams({ ...query, ...period })}`, {
      headers,
      signal: AbortSignal.timeout(patienceMs),
    }).catch((cause: unknown) => {
      throw new SourceError(`${base} does not answer: ${reasonOf(cause)}; is Prometheus there?`, { cause });
    });
    const text = await response.text();
    const parsed = response.ok ? answer.safeParse(parseJson(text)) : undefined;
    if (parsed?.success) return parsed.data.data;
    throw new SourceError(`${base} answers ${response.status} and not as Prometheus does: ${firstWords(text)}`);
  };
  const ask = (path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
    const key = JSON.stringify([path, query]);
    const found = asked.get(key) ?? fetched(path, query);
    asked.set(key, found);
    return found;
  };

  const names = new Set(await ask('label/__name__/values'));
  return {
    what: `${base}, in the last ${printSeconds(options.withinSeconds)}`,
    names,
    addedLabels: [],
    labelsOf: async (name, matchers) => {
      const labels = await ask('labels', { 'match[]': selectorOf(name, matchers) });
      return labels.length > 0 ? new Set(labels) : undefined;
    },
    valuesOf: (name, label) => ask(`label/${encodeURIComponent(label)}/values`, { 'match[]': selectorOf(name, []) }),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const firstWords = (text: string): string => `${text.replace(/\s+/g, ' ').trim().slice(0, 100) || '(nothing)'}`;

/** Why a request failed, in a few words: fetch hides it in the cause. */
export const reasonOf = (error: unknown): string => {
  const { cause = error } = error instanceof Error ? error : { cause: undefined };
  return cause instanceof Error ? cause.message : String(cause);
};
