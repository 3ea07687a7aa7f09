/** Seconds of each unit of a duration. @see https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations */
const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

const durationPart = /(\d+(?:\.\d+)?)(ms|[smhdwy])/g;
const duration = /^(?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+$/;

/** A duration in whole milliseconds, however it is written: 90s as 1m30s. Undefined where the text is none. */
export const durationMs = (text: string): number | undefined => {
  if (text === '0') return 0;
  if (!duration.test(text)) return undefined;
  const parts = [...text.matchAll(durationPart)];
  return Math.round(
    parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0) * 1e3,
  );
};

/**
 * What a query is made of, in the order of trial: comments, texts, durations and numbers, names (of recorded series with colons),
 * and signs.
 */
const token =
  /#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|0x[0-9a-fA-F]+|(?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+(?![\w.])|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[a-zA-Z_:][\w:]*|[=!<>]=|[=!]~|\S/g;

/** The characters that a quoted text stands for. Go's escapes are those of JSON but for a few that no label holds. */
const unquote = (text: string): string => {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return inner.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
};

const canonical = (text: string): string => {
  if (/^["'`]/.test(text)) return JSON.stringify(unquote(text));
  const length = duration.test(text) ? durationMs(text) : undefined;
  if (length !== undefined) return `${length}ms`;
  return /^[\d.]/.test(text) && text.length > 0 && !Number.isNaN(Number(text)) ? String(Number(text)) : text;
};

/**
 * A query in one form, whatever its spaces and however its numbers, durations and texts are written: Prometheus tells rules as
 * it prints them, and prints them otherwise from version to version.
 */
export const queryForm = (query: string): string =>
  [...query.matchAll(token)]
    .map(([text]) => text)
    .filter((text) => !text.startsWith('#'))
    .map(canonical)
    .join(' ');
