import { logDataView } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { type Lines, toLucene } from './log-lines.ts';

/** What of a configuration says whose the lines of the log are, and where people read them. */
export type LogPlace = Pick<Config, 'environment' | 'service'> & { readonly urls: Pick<Config['urls'], 'kibana'> };

/** Lines of this service, which shares the index with others. */
export const ownLines = ({ environment, service }: LogPlace): Lines => ({
  'service.name': service,
  'service.environment': environment,
});

/** What one sees of a line before one opens it. */
const columns = ['log.level', 'labels.worker', 'message'];

/** A text within Kibana's way of writing its state into an address. @see https://github.com/Nanonid/rison */
const rison = (text: string): string => `'${text.replace(/[!']/g, '!$&')}'`;

/**
 * Kibana's Discover, for lines of the service and the time that Grafana shows.
 * @param values fields, and the variable of Grafana that holds the value which each must have
 */
export const discoverUrl = (place: LogPlace, lines: Lines, values: Readonly<Record<string, string>> = {}): string => {
  const filled = Object.entries(values).map(
    ([field, variable]) =>
      `${encodeURIComponent(` AND ${field}:"`)}\${${variable}:percentencode}${encodeURIComponent('"')}`,
  );
  const query = rison(toLucene({ ...ownLines(place), ...lines })).slice(1, -1);
  const time = `(time:(from:'\${__from:date:iso}',to:'\${__to:date:iso}'))`;
  const state = [
    `(columns:!(${columns.join(',')})`,
    `dataSource:(dataViewId:${rison(logDataView)},type:dataView)`,
    `query:(language:lucene,query:'${encodeURIComponent(query)}${filled.join('')}')`,
    `sort:!(!('@timestamp',desc)))`,
  ].join(',');
  return `${place.urls.kibana.replace(/\/$/, '')}/app/discover#/?_g=${time}&_a=${state}`;
};
