import { types } from 'node:util';
import type { FieldType } from './fields.ts';

/** Deepest nesting that is taken apart; what lies deeper, or contains itself, is written as text. */
const deepest = 4;

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Calls `found` with `to` for each value that is no plain object, and its dotted path; `except` names keys to leave out. */
export const eachLeaf = <T>(
  to: T,
  value: Readonly<Record<string, unknown>>,
  found: (to: T, path: string, value: unknown) => void,
  except: readonly string[],
  above = '',
  depth = 1,
): void => {
  for (const key of Object.keys(value)) {
    if (except.length > 0 && except.includes(key)) continue;
    const inner = value[key];
    if (isPlain(inner) && depth < deepest) eachLeaf(to, inner, found, [], `${above}${key}.`, depth + 1);
    else found(to, above + key, inner);
  }
};

/** Any value as text. */
export const textOf = (value: unknown): string => {
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

const toNumber = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;

const toDate = (value: unknown): string | undefined => {
  const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** Gives a value as its declared type has it; undefined if it is none of that type. */
export type ToTyped = (value: unknown) => string | number | boolean | undefined;

/** For the types whose values are not any text. */
export const typed: Readonly<Record<Exclude<FieldType, 'keyword' | 'text'>, ToTyped>> = {
  date: toDate,
  double: (value) => (Number.isFinite(toNumber(value)) ? toNumber(value) : undefined),
  long: (value) => (Number.isFinite(toNumber(value)) ? Math.round(toNumber(value)) : undefined),
  boolean: (value) => ({ true: true, false: false })[String(value)],
};
