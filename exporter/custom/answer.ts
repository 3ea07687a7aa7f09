import type { Metric } from '../../metrics/declare.ts';
import type { Row } from '../mysql/session.ts';
import type { CustomFamily } from './custom-query.ts';

/** An answer that does not make the declared metrics: the server is well, its row or column is not. A clause. */
class AnswerError extends Error {
  override name = 'AnswerError';
}

/** One value of a metric that a user has declared. */
export interface CustomSample {
  readonly metric: CustomFamily['metric'];
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
};

/** What a column holds in a row. @throws AnswerError if the answer has no such column, or a date in it */
const cellOf = (row: Row, column: string): unknown => {
  if (!Object.hasOwn(row, column)) {
    throw new AnswerError(`its answer has no column ${column}, only ${Object.keys(row).join(', ')}`);
  }
  const value = row[column];
  // The driver would read it in this machine's time zone.
  if (value instanceof Date) {
    throw new AnswerError(`column ${column} holds a date, expected UNIX_TIMESTAMP() of it`);
  }
  return value;
};

/** A number, also one that came as text because it has decimals; undefined for NULL, which is unknown, never zero. */
const numberOf = (row: Row, column: string, { kind, name }: Metric): number | undefined => {
  const value = cellOf(row, column);
  if (value === null || value === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw new AnswerError(`column ${column} holds ${show(value)}, expected a number or NULL`);
  }
  if (kind === 'counter' && number < 0) {
    throw new AnswerError(`column ${column} holds ${number}, expected no less than 0, since ${name} is a counter`);
  }
  return number;
};

/** A label's value; empty for NULL, which Prometheus takes for a label that is not there. */
const textOf = (row: Row, column: string, spec: Metric['labels'][string] | undefined): string => {
  const value = cellOf(row, column);
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object' && !Buffer.isBuffer(value)
        ? JSON.stringify(value)
        : String(value);
  if (spec && 'values' in spec && !spec.values.includes(text)) {
    throw new AnswerError(`column ${column} holds ${show(text)}, expected one of ${spec.values.join(', ')}`);
  }
  return text;
};

/**
 * Makes a family's samples of an answer, one of each row whose value is not NULL.
 * @throws AnswerError for a cell that does not fit or a series given twice
 */
export const samplesOf = ({ metric, value, labels }: CustomFamily, rows: readonly Row[]): CustomSample[] => {
  const seen = new Map<string, number>();
  return rows.flatMap((row, place) => {
    const number = numberOf(row, value, metric);
    if (number === undefined) return [];
    const values = Object.fromEntries(
      labels.map(([label, column]) => [label, textOf(row, column, metric.labels[label])]),
    );
    const series = JSON.stringify(Object.values(values));
    const first = seen.get(series);
    if (first !== undefined) {
      throw new AnswerError(
        `rows ${first + 1} and ${place + 1} make the same series of ${metric.name}, expected ${labels.length > 0 ? `one row for each value of ${labels.map(([label]) => label).join(', ')}` : 'one row, since it has no labels'}`,
      );
    }
    seen.set(series, place);
    return [{ metric, labels: values, value: number }];
  });
};
