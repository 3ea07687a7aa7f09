import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { ApplyError } from '../apply-error.ts';
import { parseJson } from '../http/answer.ts';
import { anything, makePare } from '../tree/defaults.ts';
import { at, isRecord } from '../tree/record.ts';

const reference = z.object({ type: z.string(), id: z.string(), name: z.string() });

/** A saved object, as Kibana exports and imports it. What is not named here passes as it is. */
const savedObject = z.looseObject({
  type: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  references: z.array(reference).default([]),
});

/** A data view, search, visualization or dashboard of Kibana. */
export type SavedObject = z.output<typeof savedObject>;

/** What tells objects apart: a type and an id may each be there twice. */
export const keyOf = ({ type, id }: Pick<SavedObject, 'type' | 'id'>): string => `${type} ${id}`;

/** Whether Kibana's object of that id is one that this project made: those that people make get random ids. */
export const isOwn = (id: string): boolean => id.startsWith('gapwatch-');

/**
 * Reads a text of one object a line; the line with which an export ends is none.
 * @throws ApplyError for a line that is no object
 */
export const parseObjects = (text: string, what: string): SavedObject[] =>
  text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const json = parseJson(line);
    if (isRecord(json) && 'exportedCount' in json) return [];
    const parsed = savedObject.safeParse(json);
    if (parsed.success) return [parsed.data];
    throw new ApplyError(`${what}: line ${i + 1} is no saved object of Kibana.`, { cause: parsed.error });
  });

/** The objects of all generated files that hold some. */
export const writtenObjects = (files: readonly GeneratedFile[]): SavedObject[] =>
  files.filter(({ path }) => path.endsWith('.ndjson')).flatMap(({ path, text }) => parseObjects(text, path));

/** Kibana keeps much as JSON within texts, and writes those anew. */
const unpack = (value: unknown): unknown => {
  if (typeof value === 'string') {
    const inner = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
    return inner === undefined ? value : unpack(inner);
  }
  if (Array.isArray(value)) return value.map(unpack);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]));
};

/**
 * From 8.19 on Kibana keeps a search as tabs, and the newest keep nothing beside them. One that was written before that has one tab.
 */
const withoutTabs = (attributes: SavedObject['attributes']): object => {
  const { tabs, ...others } = attributes;
  const [tab, ...more] = Array.isArray(tabs) ? tabs : [];
  const ofTab: unknown = at(tab, 'attributes');
  return isRecord(ofTab) && more.length === 0 ? { ...others, ...ofTab } : attributes;
};

/** What there is to compare of an object: neither who made it when, nor by which version it was brought to its form. */
const formOf = ({ type, attributes, references }: SavedObject): object => ({
  attributes: unpack(type === 'search' ? withoutTabs(attributes) : attributes),
  references: references
    .map(({ type, id, name }) => ({ type, id, name }))
    .sort((a, b) => keyOf(a).localeCompare(keyOf(b)) || a.name.localeCompare(b.name)),
});

/** Newer versions of Kibana add fields, all of them empty, when they take an object of an older one. */
const pare = makePare({ zeros: true, defaults: { 'attributes/version': anything } });

/** An object as it is there and as it is wanted, in one form. */
export const compareForms = (
  found: SavedObject | undefined,
  wanted: SavedObject | undefined,
): { readonly found: unknown; readonly wanted: unknown } => {
  if (found && wanted) return pare(formOf(found), formOf(wanted));
  return { found: found && formOf(found), wanted: wanted && formOf(wanted) };
};
