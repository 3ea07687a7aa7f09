import { isWithin, type TimeRange, timeFilters } from '../time-range.ts';
import type { LogLine } from './log-line.ts';
import { hasPhrase, wordsOf } from './words.ts';

/** Levels of winston's and pino's, the most urgent first. */
export const levels = ['fatal', 'error', 'warn', 'info', 'http', 'verbose', 'debug', 'trace', 'silly'] as const;

/** Which lines somebody wants: those that fit everything that is said. */
export interface LineFilter {
  readonly range: TimeRange;
  /** Values that fields must have, by their names. */
  readonly values: Readonly<Record<string, string>>;
  /** This level, and more urgent ones. */
  readonly level?: (typeof levels)[number];
  /** Words that stand next to each other in the message, or in what an error says. */
  readonly text?: string;
}

const textFields = ['message', 'error.message'] as const;

const levelsUpTo = (level: (typeof levels)[number]): readonly string[] => levels.slice(0, levels.indexOf(level) + 1);

/** The filter as parts of a search. */
export const searchFilters = ({ range, values, level, text }: LineFilter): object[] => [
  ...timeFilters(range),
  ...Object.entries(values).map(([field, value]) => ({ term: { [field]: value } })),
  ...(level === undefined ? [] : [{ terms: { 'log.level': levelsUpTo(level) } }]),
  ...(text === undefined ? [] : [{ multi_match: { query: text, type: 'phrase', fields: textFields } }]),
];

/** The same filter for lines that Elasticsearch has not got yet. */
export const lineFits = ({ range, values, level, text }: LineFilter): ((line: LogLine) => boolean) => {
  const wanted = Object.entries(values);
  const words = text === undefined ? undefined : wordsOf(text);
  const allowed = level === undefined ? undefined : new Set(levelsUpTo(level));
  return ({ time, fields }) =>
    isWithin(range, time) &&
    wanted.every(([field, value]) => String(fields.get(field)) === value) &&
    (allowed?.has(String(fields.get('log.level'))) ?? true) &&
    (words === undefined || textFields.some((field) => hasPhrase(String(fields.get(field) ?? ''), words)));
};
