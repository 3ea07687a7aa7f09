import type { Config } from '../../config/load-config.ts';
import type { LogStreamKind } from '../log-streams.ts';
import { meta } from './owner.ts';

const _meta = meta('logstash/elastic/lifecycle.ts');

/** How old or large the index that is written to may become: a day is what one looks at, 10 GB what one moves easily. */
const rollover = { max_age: '1d', max_primary_shard_size: '10gb' };

/** How long lines are kept, as Elasticsearch says it. */
const kept = ({ logs }: Config): string => `${logs.keepDays}d`;

/**
 * The lifecycle of the log lines.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-ilm-put-lifecycle
 */
export const lifecyclePolicy = (config: Config): object => ({
  policy: {
    _meta,
    phases: { hot: { actions: { rollover } }, delete: { min_age: kept(config), actions: { delete: {} } } },
  },
});

/** The settings that tie an index to its lifecycle, apart so that the rest suits a server without. */
export const lifecycleTemplate = ({ template }: LogStreamKind): object => ({
  _meta,
  template: { settings: { index: { lifecycle: { name: template } } } },
});

/**
 * What a server without such policies may still know: a data stream that rolls over by the server's own rule, and drops what
 * is older.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-data-lifecycle
 */
export const dataStreamLifecycle = (config: Config): object => ({ data_retention: kept(config) });

/** What the name of the component template ends with that gives later data streams their lifecycle. */
export const retentionPart = '@retention';

/**
 * The same for data streams that come to be later, of other environments too, as a policy would be: whoever ships from an environment that
 * nobody named must not fill the disk. Those that are there keep what they have, which may be another installation's.
 */
export const retentionTemplate = (config: Config): object => ({
  _meta,
  template: { lifecycle: dataStreamLifecycle(config) },
});
