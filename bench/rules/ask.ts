import { z } from 'zod';

const matrix = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.coerce.number()])),
      }),
    ),
  }),
});

/** A span of time, and the distance of the points in it. Seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A question as Grafana sends it: over a span, or of its end alone. */
export interface Asked {
  readonly expr: string;
  readonly instant: boolean;
}

/** A question that takes longer has no answer in Grafana either, nor a reader. Milliseconds. */
const patienceMs = 30_000;

const post = async (url: string, path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
  const body = new URLSearchParams(fields);
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Prometheus answers ${response.status} to ${fields.query}: ${text.slice(0, 300)}`);
  return text;
};

/** The text of an answer, all of it. */
export const ask = (url: string, { expr, instant }: Asked, { from, to, step }: Span): Promise<string> =>
  instant
    ? post(url, 'query', { query: expr, time: String(to) })
    : post(url, 'query_range', { query: expr, start: String(from), end: String(to), step: String(step) });

/** The points of the series that an expression has in a span. */
export const pointsOf = async (url: string, expr: string, span: Span) =>
  matrix.parse(JSON.parse(await ask(url, { expr, instant: false }, span))).data.result;
