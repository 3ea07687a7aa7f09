import type { Config } from '../../config/load-config.ts';
import type { LogStreamKind } from '../log-streams.ts';
import { fieldReference, quote } from '../steps/logstash-text.ts';

/** What Logstash puts in from its keystore, or else its environment, or else from what follows the colon. */
export const secret = (name: string): string => quote(`\${${name}}`);

/** How Logstash says who it is. No file holds a secret. */
const login: Readonly<Record<Config['logstash']['login'], readonly string[]>> = {
  none: [],
  password: [
    `user => ${secret('GAPWATCH_LOGSTASH_USER:gapwatch-logstash')}`,
    `password => ${secret('GAPWATCH_LOGSTASH_PASSWORD')}`,
  ],
  'api-key': [`api_key => ${secret('GAPWATCH_LOGSTASH_API_KEY')}`],
};

/**
 * Stores events in a data stream, each under its `event.id`: a batch that is sent again is not stored twice.
 * @param ready whether the events are as they are to be, so that the stream's own ingest pipeline has nothing to do
 * @param routed whether an event that names a data stream goes there
 * @see https://www.elastic.co/docs/reference/logstash/plugins/plugins-outputs-elasticsearch
 */
export const elasticsearchOutput = (
  { urls, environment, logstash }: Config,
  { type, dataset }: Pick<LogStreamKind, 'type' | 'dataset'>,
  { ready, routed = false }: { readonly ready: boolean; readonly routed?: boolean },
): string[] => [
  'elasticsearch {',
  ...[
    `hosts => [${quote(urls.elasticsearch)}]`,
    ...login[logstash.login],
    'data_stream => true',
    `data_stream_type => ${quote(type)}`,
    `data_stream_dataset => ${quote(dataset)}`,
    `data_stream_namespace => ${quote(environment)}`,
    `data_stream_auto_routing => ${routed}`,
    ...(ready ? ['pipeline => "_none"'] : []),
    `document_id => ${quote(`%{${fieldReference('event.id')}}`)}`,
    '# What is there already was sent before: no failure, and nothing to tell of. (Templates are not managed here: of a data stream they',
    '# never are, and this output refuses to be told so.)',
    'silence_errors_in_log => ["version_conflict_engine_exception"]',
  ].map((line) => `  ${line}`),
  '}',
];
