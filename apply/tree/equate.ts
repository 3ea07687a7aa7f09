import { identityOf } from './difference.ts';
import { isRecord } from './record.ts';

/** Whether two values mean the same though they are written otherwise; `key` is that of the object that they stand in. */
export type Same = (found: unknown, wanted: unknown, key: string) => boolean;

/** Writes what is found as it is wanted, wherever it means the same, so that only what does not is left to tell. */
export const equate = (found: unknown, wanted: unknown, same: Same, key = ''): unknown => {
  if (Array.isArray(found) && Array.isArray(wanted)) {
    const identity = identityOf(found, wanted);
    return found.map((item, i) => {
      const counterpart = identity === undefined ? wanted[i] : wanted.find((one) => one[identity] === item[identity]);
      return equate(item, counterpart, same, key);
    });
  }
  if (isRecord(found) && isRecord(wanted)) {
    return Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, equate(value, wanted[name], same, name)]),
    );
  }
  return wanted !== undefined && same(found, wanted, key) ? wanted : found;
};
