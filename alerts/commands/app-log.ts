import type { logFields } from '../../app/logging/fields.ts';
import { logDataStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { reachUrl } from './address.ts';
import { type Look, quote } from './command.ts';

type FieldName = (typeof logFields)[number]['name'];

/** What a field of the lines must be: a value, at least a number, or anything at all. */
type Wanted = string | number | { readonly atLeast: number } | { readonly any: true };

/** Which lines are looked for, by the declared fields of a log line. */
export type LogQuery = { readonly [F in FieldName]?: Wanted };

const term = ([field, wanted]: [string, Wanted]): string => {
  if (typeof wanted === 'number') return `${field}:${wanted}`;
  if (typeof wanted === 'string') return `${field}:${/^\w+$/.test(wanted) ? wanted : JSON.stringify(wanted)}`;
  return 'any' in wanted ? `_exists_:${field}` : `${field}:>=${wanted.atLeast}`;
};

/** Time, level, message and error of a line, and how many lines there are. */
const filter =
  '"\\(.hits.total.value) lines", (.hits.hits[]._source | [."@timestamp", .log.level, .message, .error.message] | map(. // "") | @tsv)';

/** Finds the newest 20 lines of the app's log in Elasticsearch. */
export const appLog = (query: LogQuery): Look => ({
  where: 'anywhere',
  changes: false,
  shell: (config: Config) => {
    const stream = logDataStream(config);
    const lucene = Object.entries({ 'service.name': config.service, ...query })
      .map(term)
      .join(' AND ');
    return [
      `curl -fsS --get ${quote(`${reachUrl(config, config.urls.elasticsearch)}/${stream}/_search`)}`,
      `--data-urlencode ${quote(`q=${lucene}`)}`,
      `--data ${quote('size=20&sort=@timestamp:desc&ignore_unavailable=true')}`,
      `| jq -r ${quote(filter)}`,
    ].join(' ');
  },
});
