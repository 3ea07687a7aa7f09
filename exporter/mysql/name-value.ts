import type { Row } from './session.ts';

/** The rows of a SHOW statement, by name in lower case. */
export const namesToValues = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ Variable_name, Value }) => [String(Variable_name).toLowerCase(), String(Value)]));

/** Words that mysqld_exporter reads as numbers: switches, the threads of a replica, the state of a Galera node. */
const words: ReadonlyMap<string, number> = new Map([
  ['yes', 1],
  ['on', 1],
  ['no', 0],
  ['off', 0],
  ['disabled', 0],
  ['connecting', 0],
  ['primary', 1],
  ['non-primary', 0],
  ['disconnected', 0],
]);

/** Times that it reads as Unix time: SQL's, which the session has in UTC, and that of a certificate's end. */
const times: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, (text) => `${text.replace(' ', 'T')}Z`],
  [/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} [A-Z]{3}$/, (text) => text],
];

/** A value of the server as a number. Absent where it is text: unknown is never zero. */
export const parseValue = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const word = words.get(value.toLowerCase());
  if (word !== undefined) return word;
  // Number() alone would take an empty text for 0, and hexadecimal for a number.
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  const [, toIso] = times.find(([pattern]) => pattern.test(value)) ?? [];
  const time = toIso ? Date.parse(toIso(value)) / 1000 : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};
