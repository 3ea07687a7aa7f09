import { dataViews } from '../../config/data-views.ts';
import { discoverUrl, type KibanaPlace } from '../../config/discover-url.ts';
import { failedLevels } from '../../config/failed-levels.ts';
import type { Config } from '../../config/load-config.ts';
import { type Lines, type LogFieldName, toLucene } from './log-lines.ts';

/** What of a configuration says whose the lines of the log are, and where people read them. */
export type LogPlace = Pick<Config, 'environment' | 'service' | 'logs'> & KibanaPlace;

/** Lines of this service, which shares the index with others. */
export const ownLines = ({ environment, service }: LogPlace): Lines => ({
  'service.name': service,
  'service.environment': environment,
});

/** What one sees of a line before one opens it. */
const columns: readonly LogFieldName[] = ['log.level', 'labels.worker', 'message'];

/** The same, where each may be of another service. */
const columnsOfAll: readonly LogFieldName[] = ['service.name', 'log.level', 'message'];

/** What Grafana puts a variable's value in place of. */
const variable = (name: string, format: string): string => `\${${name}:${format}}`;

/** The minutes that Grafana shows, the latest line first. */
const minutes = {
  language: 'lucene',
  from: variable('__from', 'date:iso'),
  to: variable('__to', 'date:iso'),
  order: 'desc',
} as const;

/** Whether the configuration names services besides the chat: of their lines and the chat's Kibana then has a view. */
export const hasServices = ({ logs }: LogPlace): boolean => logs.services.length > 0;

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
    query: [
      toLucene({ ...ownLines(place), ...lines }),
      ...Object.entries(values).flatMap(([field, name]) => [
        ` AND ${field}:"`,
        { filledIn: variable(name, 'percentencode') },
        '"',
      ]),
    ],
    ...minutes,
  });

/** Kibana's Discover, for what the chat and all services that are named warn of and fail at, in the time that Grafana shows. */
export const troubleUrl = (place: LogPlace): string =>
  discoverUrl(place, {
    dataView: dataViews.services,
    columns: columnsOfAll,
    query: [toLucene({ 'log.level': [...failedLevels, 'warn', 'warning'] })],
    ...minutes,
  });

/**
 * Kibana's Discover, for all lines of a data stream and the time that Grafana shows. They are known by the index that they lie in, as
 * a line that comes straight from its spool does not say its data stream.
 * @param name of Grafana's variable that holds the data stream's
 */
export const streamUrl = (place: LogPlace, name: string): string =>
  discoverUrl(place, {
    ...(hasServices(place)
      ? { dataView: dataViews.services, columns: columnsOfAll }
      : { dataView: dataViews.chat, columns }),
    query: ['_index:.ds-', { filledIn: variable(name, 'percentencode') }, '-*'],
    ...minutes,
  });
