import type { DeclaredField, FieldType } from './fields.ts';
import { underLabels } from './frame.ts';
import { createSecretPaths, type Redaction } from './redaction.ts';
import { type ToTyped, typed } from './values.ts';

/** Paths whose places are remembered: a program logs the same ones again and again, unless it makes them up. */
const mostPlaces = 2_000;

/** Characters of a path that is remembered. */
const longestPath = 256;

/** Where the value at a path goes. */
export interface Place {
  /** Name of a declared field, or of a label. */
  readonly name: string;
  /** Undefined where it is any text. */
  readonly typed: ToTyped | undefined;
  readonly isSecret: boolean;
}

/** Characters of a label's name: Elasticsearch refuses a document that it says too much of. */
const longestLabel = 256;

/** Its place under `labels`, of one level, so that no label can be an object here and a text there. */
const labelOf = (path: string): string =>
  underLabels +
  (path
    .replace(/^labels\./, '')
    .slice(0, longestLabel)
    .replace(/[^\p{L}\p{N}]+/gu, '_') || '_');

/**
 * Finds the place of the value at a path; undefined if it has none, as what errors carry besides their fields: it may quote a statement.
 * `own` are names that nothing else may have, nor a value above or below.
 */
export const createPlaces = (
  fields: readonly DeclaredField[],
  own: readonly string[],
  paths: Redaction['paths'],
): ((path: string) => Place | undefined) => {
  const names = [...own, ...fields.map(({ name }) => name)];
  const isBelow = (name: string, other: string) => name.startsWith(`${other}.`);
  /** An object cannot stand where a value stands. Labels are of one level, whatever they are called. */
  const fits = (name: string) =>
    name.startsWith(underLabels) ||
    (`${name}.` !== underLabels &&
      !names.some((other) => isBelow(name, other)) &&
      !own.some((one) => isBelow(one, name)));
  const declared = new Map<string, FieldType>(
    fields.filter(({ name }) => fits(name)).map(({ name, type }) => [name, type]),
  );
  const isSecret = createSecretPaths(paths);
  const known = new Map<string, Place | undefined>();

  const find = (path: string): Place | undefined => {
    const type = declared.get(path);
    if (type === undefined && path.startsWith('error.')) return undefined;
    return {
      name: type === undefined ? labelOf(path) : path,
      typed: type === undefined || type === 'keyword' || type === 'text' ? undefined : typed[type],
      isSecret: isSecret(path),
    };
  };
  return (path) => {
    const place = known.get(path);
    if (place !== undefined || known.has(path)) return place;
    const found = find(path);
    if (known.size < mostPlaces && path.length <= longestPath) known.set(path, found);
    return found;
  };
};
