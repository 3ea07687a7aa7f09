import { types } from 'node:util';
import type { DeclaredField, FieldType } from './fields.ts';
import { createSecretPaths, type Redaction } from './redaction.ts';
import { createTextCleaner, redacted } from './text.ts';

/** Deepest nesting that is taken apart; what lies deeper, or contains itself, is written as text. */
const deepest = 4;

/** Paths whose places are remembered: a program logs the same ones again and again, unless it makes them up. */
const mostPlaces = 2_000;

type Values = Readonly<Record<string, unknown>>;

type Document = Record<string, unknown>;

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Calls `found` for each value that is no plain object, with its dotted path; `except` names keys to leave out. */
const eachLeaf = (
  value: Values,
  found: (path: string, value: unknown) => void,
  except: readonly string[],
  above = '',
  depth = 1,
): void => {
  for (const key of Object.keys(value)) {
    if (except.length > 0 && except.includes(key)) continue;
    const inner = value[key];
    if (isPlain(inner) && depth < deepest) eachLeaf(inner, found, [], `${above}${key}.`, depth + 1);
    else found(above + key, inner);
  }
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Error || types.isNativeError(value)) return String(value);
  if (typeof value === 'function') return `[function ${value.name}]`;
  // As JSON they would be four times their size, and tell nobody anything.
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  try {
    return JSON.stringify(value instanceof Map || value instanceof Set ? [...value] : value) ?? String(value);
  } catch {
    // It contains itself, or a bigint: that it was there is all that can be said.
    return typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
  }
};

/** Types whose values are not any text. */
type Strict = Exclude<FieldType, 'keyword' | 'text'>;

const toNumber = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;

const toDate = (value: unknown): string | undefined => {
  const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** A value as its declared type has it; undefined if it is none of that type. */
const typed: Readonly<Record<Strict, (value: unknown) => string | number | boolean | undefined>> = {
  date: toDate,
  double: (value) => (Number.isFinite(toNumber(value)) ? toNumber(value) : undefined),
  long: (value) => (Number.isFinite(toNumber(value)) ? Math.round(toNumber(value)) : undefined),
  boolean: (value) => ({ true: true, false: false })[String(value)],
};

/** Where the value at a path goes. */
interface Place {
  readonly keys: readonly string[];
  /** Undefined where it is any text. */
  readonly typed: ((value: unknown) => string | number | boolean | undefined) | undefined;
  readonly isSecret: boolean;
}

/** Its place under `labels`, of one level, so that no label can be an object here and a text there. */
const labelOf = (path: string): string => path.replace(/^labels\./, '').replace(/[^\p{L}\p{N}]+/gu, '_') || '_';

/** The object at the end of all keys but the last, which is made where there is none. */
const nodeOf = (document: Document, keys: readonly string[]): Document => {
  let node = document;
  const last = keys.length - 1;
  for (let depth = 0; depth < last; depth += 1) {
    const key = keys[depth] ?? '';
    const inner = node[key];
    if (isPlain(inner)) node = inner;
    else {
      const made: Document = {};
      node[key] = made;
      node = made;
    }
  }
  return node;
};

/** Puts a value where it is told to, as it is. */
export const putAsIs = (document: Document, keys: readonly string[], value: string | number): void => {
  nodeOf(document, keys)[keys.at(-1) ?? ''] = value;
};

/** Adds values, whose keys may be dotted or nested, to the document of a log line; later ones win over earlier ones. */
export type AddValues = (document: Document, values: Values, except?: readonly string[]) => void;

/**
 * Fills nested documents, in which each declared field has its type, texts are cleaned and without secrets, and all that is not
 * declared, or is not of its declared type, stands as text under `labels`. What errors carry besides is left out: it may quote a statement.
 */
export const createDocument = (fields: readonly DeclaredField[], redact: Redaction = {}): AddValues => {
  const declared = new Map<string, FieldType>(fields.map(({ name, type }) => [name, type]));
  const isSecret = createSecretPaths(redact.paths);
  const clean = createTextCleaner(redact.patterns);
  const places = new Map<string, Place | undefined>();

  const findPlace = (path: string): Place | undefined => {
    const type = declared.get(path);
    const secret = isSecret(path);
    if (type === undefined && path.startsWith('error.')) return undefined;
    return {
      keys: type === undefined ? ['labels', labelOf(path)] : path.split('.'),
      typed: type === undefined || type === 'keyword' || type === 'text' ? undefined : typed[type],
      isSecret: secret,
    };
  };
  const placeOf = (path: string): Place | undefined => {
    const known = places.get(path);
    if (known !== undefined || places.has(path)) return known;
    const place = findPlace(path);
    if (places.size < mostPlaces) places.set(path, place);
    return place;
  };

  const put = (document: Document, path: string, value: unknown): void => {
    const place = value === undefined || value === null ? undefined : placeOf(path);
    if (place === undefined) return;
    const { keys } = place;
    const key = keys.at(-1) ?? path;
    if (place.isSecret) {
      nodeOf(document, keys)[key] = redacted;
    } else if (place.typed === undefined) {
      const text = textOf(value);
      nodeOf(document, keys)[key] = path === 'error.stack_trace' ? clean.lines(text) : clean.line(text);
    } else {
      const kept = place.typed(value);
      if (kept === undefined) put(document, `labels.${path}`, value);
      else nodeOf(document, keys)[key] = kept;
    }
  };

  return (document, values, except = []) => {
    eachLeaf(values, (path, value) => put(document, path, value), except);
  };
};
