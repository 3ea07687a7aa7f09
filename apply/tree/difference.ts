import { isRecord } from './record.ts';

/** A place where what is there and what is wanted are not the same; undefined where one of them has nothing. */
export interface Difference {
  readonly path: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

type Item = Readonly<Record<string, unknown>>;

/** Keys that tell the elements of a list apart, the surest first. */
const identities = ['uid', 'name', 'alert', 'record', 'job_name', 'refId', 'id', 'title'] as const;

const isKey = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** The key that names each element of all lists, and none twice in one. */
export const identityOf = (...lists: readonly (readonly unknown[])[]): string | undefined =>
  identities.find((key) =>
    lists.every(
      (list) =>
        list.every((item) => isRecord(item) && isKey(item[key])) &&
        new Set(list.map((item) => (item as Item)[key])).size === list.length,
    ),
  );

/** How a reader knows an element: panels by their titles, though their ids tell them apart. */
const labelOf = (item: Item, identity: string): string =>
  String(typeof item.title === 'string' && item.title !== '' ? item.title : item[identity]);

const ofNamed = (found: readonly Item[], wanted: readonly Item[], path: string, identity: string): Difference[] => {
  const [before, after] = [found, wanted].map((list) => new Map(list.map((item) => [item[identity], item])));
  const keys = [...new Set([...(after?.keys() ?? []), ...(before?.keys() ?? [])])];
  const inner = keys.flatMap((key) => {
    const [was, becomes] = [before?.get(key), after?.get(key)];
    return differencesOf(was, becomes, `${path}[${labelOf(becomes ?? was ?? {}, identity)}]`);
  });
  const order = [found, wanted].map((list) => list.map((item) => labelOf(item, identity)));
  const moved = found.length === wanted.length && found.every((item, i) => item[identity] === wanted[i]?.[identity]);
  const sameOnes = found.length === wanted.length && keys.length === found.length;
  return moved || !sameOnes ? inner : [...inner, { path: `${path} (order)`, found: order[0], wanted: order[1] }];
};

const ofLists = (found: readonly unknown[], wanted: readonly unknown[], path: string): Difference[] => {
  const identity = identityOf(found, wanted);
  if (identity !== undefined) return ofNamed(found as Item[], wanted as Item[], path, identity);
  if ([...found, ...wanted].every((item) => typeof item !== 'object')) {
    const same = found.length === wanted.length && found.every((item, i) => item === wanted[i]);
    return same ? [] : [{ path, found, wanted }];
  }
  return Array.from({ length: Math.max(found.length, wanted.length) }).flatMap((_, i) =>
    differencesOf(found[i], wanted[i], `${path}[${i}]`),
  );
};

/**
 * Compares two values of JSON, whatever the order of their keys. Elements of lists are known by their names where they have
 * some, so that an inserted one is one difference.
 */
export const differencesOf = (found: unknown, wanted: unknown, path = ''): Difference[] => {
  if (Array.isArray(found) && Array.isArray(wanted)) return ofLists(found, wanted, path);
  if (isRecord(found) && isRecord(wanted)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
    return keys.flatMap((key) => differencesOf(found[key], wanted[key], path === '' ? key : `${path}.${key}`));
  }
  return Object.is(found, wanted) ? [] : [{ path, found, wanted }];
};
