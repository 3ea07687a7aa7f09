import { isDeepStrictEqual } from 'node:util';
import { identityOf } from './difference.ts';
import { isRecord } from './record.ts';

/** A default: the value itself, a pattern of its text, or a question about it, the whole, and the object that it stands in. */
type Default = string | number | boolean | RegExp | ((value: unknown, whole: unknown, around: unknown) => boolean);

/**
 * What a server fills in, by place: keys with `/` between them, where `*` stands for anything within one, an element of a list
 * too, and `**` for any of them.
 */
export type Defaults = Readonly<Record<string, Default>>;

/** How a server fills in what it was not told. */
export interface FillIn {
  readonly defaults: Defaults;
  /** Whether it may add, or leave out, what is empty, false or 0 besides. */
  readonly zeros: boolean;
}

/** For what a server says of itself, whatever that is. */
export const anything = (): boolean => true;

const isZero = (value: unknown): boolean =>
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  value === '0s' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

const toPattern = (place: string): RegExp =>
  new RegExp(
    `^${place
      .split('/')
      // What a name may hold that means something to a regular expression.
      .map((key) => (key === '**' ? '.*' : key.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')))
      .join('/')}$`,
  );

const holds = (expected: Default, value: unknown, whole: unknown, around: unknown): boolean => {
  if (expected instanceof RegExp) return typeof value === 'string' && expected.test(value);
  return typeof expected === 'function' ? expected(value, whole, around) === true : isDeepStrictEqual(expected, value);
};

/** Makes what leaves defaults out of one of two values, where the other one does not name them. */
export const makePare = ({ defaults, zeros }: FillIn) => {
  const table = Object.entries(defaults).map(([place, value]) => ({ pattern: toPattern(place), value }));

  const isDefault = (value: unknown, path: string, whole: unknown, around: unknown): boolean => {
    const entries = table.filter(({ pattern }) => pattern.test(path)).map((entry) => entry.value);
    if (entries.some((expected) => holds(expected, value, whole, around))) return true;
    // Where a value is named that is filled in, an empty one is somebody's.
    const named = entries.some((expected) => typeof expected !== 'function' && !(expected instanceof RegExp));
    return zeros && !named && isZero(value);
  };

  const pare = (value: unknown, other: unknown, path: string, whole: unknown): unknown => {
    const inner = (key: string | number) => (path === '' ? String(key) : `${path}/${key}`);
    if (Array.isArray(value)) {
      const others = Array.isArray(other) ? other : [];
      const identity = identityOf(value, others);
      return value.map((item, i) => {
        const counterpart = identity === undefined ? others[i] : others.find((one) => one[identity] === item[identity]);
        return pare(item, counterpart, inner(i), whole);
      });
    }
    if (!isRecord(value)) return value;
    const others = isRecord(other) ? other : {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        if (key in others) return [[key, pare(one, others[key], inner(key), whole)]];
        if (isDefault(one, inner(key), whole, value)) return [];
        const pared = pare(one, undefined, inner(key), whole);
        // An object of nothing but defaults is one itself.
        const emptied = isRecord(one) && Object.keys(one).length > 0 && isRecord(pared) && isZero(pared);
        return emptied ? [] : [[key, pared]];
      }),
    );
  };

  /** What there is to compare of both. */
  return (found: unknown, wanted: unknown): { readonly found: unknown; readonly wanted: unknown } => {
    const pared = pare(found, wanted, '', found);
    return { found: pared, wanted: pare(wanted, pared, '', wanted) };
  };
};
