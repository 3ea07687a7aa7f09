import { dataViews } from '../../config/data-views.ts';
import { discoverUrl, type KibanaPlace } from '../../config/discover-url.ts';
import type { Config } from '../../config/load-config.ts';
import { type Lines, type LogFieldName, toLucene } from './log-lines.ts';

/** What of a configuration says whose the lines of the log are, and where people read them. */
export type LogPlace = Pick<Config, 'environment' | 'service'> & KibanaPlace;

/** Lines of this service, which shares the index with others. */
export const ownLines = ({ environment, service }: LogPlace): Lines => ({
  'service.name': service,
  'service.environment': environment,
});

/** What one sees of a line before one opens it. */
const columns: readonly LogFieldName[] = ['log.level', 'labels.worker', 'message'];

/** What Grafana puts a variable's value in place of. */
const variable = (name: string, format: string): string => `\${${name}:${format}}`;

/**
 * Kibana's Discover, for lines of the service and the time that Grafana shows.
 * @param values fields, and the variable of Grafana that holds the value which each must have
 */
export const linesUrl = (
  place: LogPlace,
  lines: Lines,
  values: Readonly<Partial<Record<LogFieldName, string>>> = {},
): string =>
  discoverUrl(place, {
    dataView: dataViews.chat,
    columns,
    language: 'lucene',
    query: [
      toLucene({ ...ownLines(place), ...lines }),
      ...Object.entries(values).flatMap(([field, name]) => [
        ` AND ${field}:"`,
        { filledIn: variable(name, 'percentencode') },
        '"',
      ]),
    ],
    from: variable('__from', 'date:iso'),
    to: variable('__to', 'date:iso'),
    order: 'desc',
  });
