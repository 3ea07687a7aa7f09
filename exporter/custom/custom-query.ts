import { ConfigError } from '../../config/config-error.ts';
import type { Config } from '../../config/load-config.ts';
import type { Metric } from '../../metrics/declare.ts';
import { openMetricsName } from '../../metrics/exposition/format.ts';
import { checkDeclaration, MetricError } from '../../metrics/naming.ts';
import { readStatement } from './statement.ts';

/** A metric that an answer makes: one sample a row. */
export interface CustomFamily {
  readonly metric: Metric<'gauge' | 'counter'>;
  /** The column of its value. */
  readonly value: string;
  /** Each label with its column. */
  readonly labels: readonly (readonly [label: string, column: string])[];
}

/** A checked statement of the configuration. */
export interface CustomQuery {
  readonly name: string;
  /** Its place in the configuration, for sentences. */
  readonly key: string;
  readonly sql: string;
  /** Whether EXPLAIN takes it. */
  readonly explainable: boolean;
  readonly timeoutMs: number;
  readonly mostRows: number;
  readonly families: readonly CustomFamily[];
}

type Family = Config['exporter']['queries'][number]['families'][number];

const checkMetric = (key: string, metric: Metric): void => {
  try {
    checkDeclaration(metric);
  } catch (cause) {
    if (!(cause instanceof MetricError)) throw cause;
    throw new ConfigError(`${key}.metric: ${cause.message}`, { cause });
  }
};

const readFamily = (key: string, { metric: { peer, unused, ...rest }, value, columns }: Family): CustomFamily => {
  const metric = { ...rest, ...(peer !== undefined && { peer }), ...(unused !== undefined && { unused }) };
  checkMetric(key, metric);
  const labels = Object.keys(metric.labels);
  for (const label of Object.keys(columns)) {
    if (labels.includes(label)) continue;
    const known = labels.length > 0 ? `has the labels ${labels.join(', ')}` : 'has no labels';
    throw new ConfigError(`${key}.columns names ${label}, but ${metric.name} ${known}; correct one of them.`);
  }
  return { metric, value, labels: labels.map((label) => [label, columns[label] ?? label]) };
};

/**
 * Checks the statements of the configuration and the metrics that they declare.
 * @throws ConfigError for a statement that does more than read, or a metric that breaks the conventions or is declared twice
 */
export const readQueries = (queries: Config['exporter']['queries']): readonly CustomQuery[] => {
  const makers = new Map<string, string>();
  return queries.map(({ name, sql, timeoutSeconds, mostRows, families }, place) => {
    const key = `exporter.queries[${place}]`;
    const statement = readStatement(sql);
    if (statement.fault !== undefined) throw new ConfigError(`${key}.sql (${name}) ${statement.fault}.`);
    return {
      name,
      key,
      sql: statement.sql,
      explainable: statement.explainable,
      timeoutMs: timeoutSeconds * 1000,
      mostRows,
      families: families.map((family, number) => {
        const at = `${key}.families[${number}]`;
        const maker = makers.get(openMetricsName(family.metric));
        if (maker !== undefined) {
          throw new ConfigError(
            `${at}.metric is ${family.metric.name}, which ${maker} makes already; choose another name.`,
          );
        }
        makers.set(openMetricsName(family.metric), `${at} (${name})`);
        return readFamily(at, family);
      }),
    };
  });
};
