import { type FieldType, type LogField, logFields } from '../app/logging/fields.ts';
import { generatedNotice } from '../config/generated-file.ts';
import { templateName } from './data-stream.ts';
import { lifecycleComponent } from './lifecycle.ts';

/** Longer keywords stay in the document, but cannot be searched; Lucene refuses those above 32 KiB. */
const keyword = { type: 'keyword', ignore_above: 1024 } as const;

const mappingOf = (type: FieldType): object => (type === 'keyword' ? keyword : { type });

/** What Logstash adds to each document of a data stream. */
const addedByLogstash: readonly LogField[] = ['type', 'dataset', 'namespace'].map((part) => ({
  name: `data_stream.${part}`,
  type: 'keyword',
  description: 'Part of the name of the data stream.',
}));

/** Everything but objects, which the mapping takes apart into their leaves. */
const leaves = ['string', 'long', 'double', 'boolean', 'date', 'binary'];

/**
 * The index template of the log lines. No line is refused for the type of a field: declared fields keep what fits, labels
 * become keywords, and everything else is kept without being searchable.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-index-template
 */
export const indexTemplate = (): object => ({
  _meta: { description: generatedNotice('logstash/index-template.ts and app/logging/fields.ts') },
  index_patterns: [`${templateName}-*`],
  data_stream: {},
  // Above 100, which Elastic's own template for logs-*-* has.
  priority: 200,
  composed_of: [lifecycleComponent],
  // An Elasticsearch without lifecycle management takes the rest.
  ignore_missing_component_templates: [lifecycleComponent],
  template: {
    settings: {
      index: {
        mode: 'logsdb',
        // None on a single node, which would otherwise never be green.
        auto_expand_replicas: '0-1',
        mapping: {
          ignore_malformed: true,
          // Whoever logs a thousand kinds of labels makes them unsearchable, and is not refused.
          total_fields: { limit: 500, ignore_dynamic_beyond_limit: true },
        },
      },
    },
    mappings: {
      // With objects, a text where an object is declared would be refused; without them every path is a field by itself.
      subobjects: false,
      date_detection: false,
      dynamic_templates: [
        { labels: { path_match: 'labels.*', match_mapping_type: leaves, mapping: keyword } },
        {
          undeclared: {
            match: '*',
            match_mapping_type: leaves,
            mapping: { type: 'keyword', index: false, doc_values: false },
          },
        },
      ],
      properties: Object.fromEntries(
        [...logFields, ...addedByLogstash].map(({ name, type }) => [name, mappingOf(type)]),
      ),
    },
  },
});
