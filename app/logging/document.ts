import { logFields } from './fields.ts';
import { cleanLine, cleanLines } from './text.ts';

const types = new Map<string, string>(logFields.map(({ name, type }) => [name, type]));

type Leaves = [path: string, value: unknown][];

/** Deepest nesting that is taken apart; what lies deeper, or contains itself, is written as text. */
const deepest = 4;

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const leaves = (value: Readonly<Record<string, unknown>>, above: readonly string[] = []): Leaves =>
  Object.entries(value).flatMap(([key, inner]) => {
    const path = [...above, key];
    return isPlain(inner) && path.length < deepest ? leaves(inner, path) : [[path.join('.'), inner]];
  });

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // It contains itself, or a bigint: that it was there is all that can be said.
    return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
  }
};

const cleanValue = (path: string, value: unknown): string | number | undefined => {
  if (types.get(path) === 'long') return Number.isFinite(Number(value)) ? Math.round(Number(value)) : undefined;
  return path === 'error.stack_trace' ? cleanLines(textOf(value)) : cleanLine(textOf(value));
};

/** Where a value goes: declared ones to their place; others under `labels`, except those of errors, which may quote SQL. */
const placeOf = (path: string): string | undefined => {
  if (types.has(path)) return path;
  if (path.startsWith('error.')) return undefined;
  return `labels.${path.replace(/^labels\./, '').replace(/[^A-Za-z0-9]+/g, '_') || '_'}`;
};

const put = (document: Record<string, unknown>, path: string, value: string | number): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let node = document;
  for (const key of keys) {
    const inner = node[key];
    if (isPlain(inner)) node = inner;
    else {
      const made: Record<string, unknown> = {};
      node[key] = made;
      node = made;
    }
  }
  node[last] = value;
};

/**
 * Makes the document of one log line: nested, each value of its declared type, text cleaned, and all that is not declared
 * as text under `labels`. Keys may be dotted or nested.
 */
export const makeDocument = (line: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const document: Record<string, unknown> = {};
  for (const [path, value] of leaves(line)) {
    const place = value === undefined || value === null ? undefined : placeOf(path);
    const kept = place === undefined ? undefined : cleanValue(place, value);
    if (place !== undefined && kept !== undefined) put(document, place, kept);
  }
  return document;
};
