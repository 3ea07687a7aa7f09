import type { Row } from './session.ts';

/** The rows of a SHOW statement, by name in lower case. */
export const namesToValues = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ Variable_name, Value }) => [String(Variable_name).toLowerCase(), String(Value)]));

/** A variable's value as a number; ON and OFF are 1 and 0. Absent where it is text: unknown is never zero. */
export const parseValue = (value: string | undefined): number | undefined => {
  if (value === 'ON') return 1;
  if (value === 'OFF') return 0;
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
};
