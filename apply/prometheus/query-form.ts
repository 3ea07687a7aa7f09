import { secondsOf, stringOf } from '../../prometheus/lint/literals.ts';

/**
 * What a query is made of, in the order of trial: comments, texts, durations and numbers, names (of recorded series with colons),
 * and signs.
 */
const token =
  /#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|0x[0-9a-fA-F]+|(?:\d+(?:ms|[smhdwy]))+(?![\w.])|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[a-zA-Z_:][\w:]*|[=!<>]=|[=!]~|\S/g;

const canonical = (text: string): string => {
  if (/^["'`]/.test(text)) return JSON.stringify(stringOf(text));
  if (!/^[\d.]/.test(text)) return text;
  const seconds = /[a-z]/.test(text) ? secondsOf(text) : undefined;
  if (seconds !== undefined) return `${seconds}s`;
  return Number.isNaN(Number(text)) ? text : String(Number(text));
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
