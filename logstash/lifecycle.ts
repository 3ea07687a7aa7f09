import { generatedNotice } from '../config/generated-file.ts';
import { templateName } from './data-stream.ts';

const _meta = { description: generatedNotice('logstash/lifecycle.ts') };

/** Name of the component template that ties the data stream to its lifecycle. */
export const lifecycleComponent = `${templateName}-lifecycle`;

/** How old or large the index that is written to may become: a day is what one looks at, 10 GB what one moves easily. */
const rollover = { max_age: '1d', max_primary_shard_size: '10gb' };

/** How long lines are kept after that. Two weeks reach back past a fortnight's holiday. */
const keepFor = '14d';

/**
 * The lifecycle of the log lines.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-ilm-put-lifecycle
 */
export const lifecyclePolicy = (): object => ({
  policy: {
    _meta,
    phases: { hot: { actions: { rollover } }, delete: { min_age: keepFor, actions: { delete: {} } } },
  },
});

/** The settings that tie an index to its lifecycle, apart so that the index template also suits a server without. */
export const lifecycleSettings = (): object => ({
  _meta,
  template: { settings: { index: { lifecycle: { name: templateName } } } },
});
