import { logFields } from './fields.ts';
import { cleanLine, cleanLines } from './text.ts';

const types = new Map<string, string>(logFields.map(({ name, type }) => [name, type]));

/** The keys of each declared field's path: almost every value of a line has one. */
const keysOf = new Map<string, readonly string[]>(logFields.map(({ name }) => [name, name.split('.')]));

type Leaves = [path: string, value: unknown][];

/** Deepest nesting that is taken apart; what lies deeper, or contains itself, is written as text. */
const deepest = 4;

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const leaves = (value: Readonly<Record<string, unknown>>, above = '', depth = 1, found: Leaves = []): Leaves => {
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const path = above + key;
    if (isPlain(inner) && depth < deepest) leaves(inner, `${path}.`, depth + 1, found);
    else found.push([path, inner]);
  }
  return found;
};

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
  const keys = keysOf.get(path) ?? path.split('.');
  const last = keys.length - 1;
  let node = document;
  for (let depth = 0; depth < last; depth += 1) {
    const key = keys[depth] ?? '';
    const inner = node[key];
    if (isPlain(inner)) node = inner;
    else {
      const made: Record<string, unknown> = {};
      node[key] = made;
      node = made;
    }
  }
  node[keys[last] ?? path] = value;
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
