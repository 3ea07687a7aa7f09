import type { Difference } from './difference.ts';
import { isRecord } from './record.ts';

/** Characters of a value that a line shows. */
const shownCharacters = 90;

/** Keys whose values nobody may read over a shoulder; a file's name is no secret. */
const secretKey = /(password|passwd|secret|token|api_?key|authorization|credentials|routing_key|service_key)$/i;

/** A user and password within an address. */
const login = /\/\/[^/@\s]+@/g;

/** The value without what is secret: by the names of keys, and in addresses. */
export const withoutSecrets = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return secretKey.test(key) ? '<secret>' : value.replace(login, '//<secret>@');
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutSecrets(one, name)]));
};

const shown = (value: unknown, from: number): string => {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  const start = text.length > shownCharacters ? from : 0;
  const part = text.slice(start, start + shownCharacters);
  return `${start > 0 ? '…' : ''}${part}${start + part.length < text.length ? '…' : ''}`;
};

/** Where two texts begin to differ, with some of what stands before. */
const firstDifference = (a: unknown, b: unknown): number => {
  if (typeof a !== 'string' || typeof b !== 'string') return 0;
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  let i = 0;
  while (i < left.length && left[i] === right[i]) i += 1;
  return Math.max(0, i - shownCharacters / 3);
};

/** A difference as a line: where, what is there, what is wanted. Long values are cut to where they differ. */
export const showDifference = ({ path, found, wanted }: Difference): string => {
  const key = path.split('.').at(-1) ?? '';
  const [was, becomes] = [withoutSecrets(found, key), withoutSecrets(wanted, key)];
  const from = firstDifference(was, becomes);
  return `${path === '' ? 'the whole' : path}: ${shown(was, from)} → ${shown(becomes, from)}`;
};
