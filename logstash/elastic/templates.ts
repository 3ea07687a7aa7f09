import type { LogField } from '../../app/logging/fields.ts';
import type { LogStreamKind } from '../log-streams.ts';
import { anyStream } from '../stream-names.ts';
import { retentionPart } from './lifecycle.ts';
import { meta } from './owner.ts';

/** Longer keywords stay in the document, but cannot be searched; Lucene refuses those above 32 KiB. */
const keyword = { type: 'keyword', ignore_above: 1024 } as const;

const mappingOf = (type: LogStreamKind['fields'][number]['type']): object => (type === 'keyword' ? keyword : { type });

/**
 * What every line gets on its way. As keywords and not as constants: of a constant a line with another value would be refused.
 */
const addedOnTheWay: readonly LogField[] = [
  { name: 'data_stream.type', type: 'keyword', description: 'logs; Logstash adds it.' },
  { name: 'data_stream.dataset', type: 'keyword', description: 'Kind of the lines; Logstash adds it.' },
  { name: 'data_stream.namespace', type: 'keyword', description: 'Environment; Logstash adds it.' },
  {
    name: 'event.ingested',
    type: 'date',
    description: 'When Elasticsearch took the line; its ingest pipeline adds it.',
  },
];

/** Everything but objects, which the mapping takes apart into their leaves. */
const leaves = ['string', 'long', 'double', 'boolean', 'date', 'binary'];

/** How its indices keep lines. No line is refused for what it holds. */
export const settingsTemplate = ({ template }: LogStreamKind): object => ({
  _meta: meta('logstash/elastic/templates.ts'),
  template: {
    settings: {
      index: {
        mode: 'logsdb',
        // Run on every line, also on those of Logstash.
        default_pipeline: template,
        // None on a single node, which would otherwise never be green.
        auto_expand_replicas: '0-1',
        mapping: {
          ignore_malformed: true,
          // Whoever logs a thousand kinds of labels makes them unsearchable, and is not refused.
          total_fields: { limit: 500, ignore_dynamic_beyond_limit: true },
        },
      },
    },
  },
});

/**
 * The fields. Declared ones keep what fits, labels become keywords, and everything else is kept without being searchable: so
 * no line can change the type of a field, or be refused for one.
 */
export const mappingsTemplate = ({ fields, declaredIn }: LogStreamKind): object => ({
  _meta: meta(`logstash/elastic/templates.ts and ${declaredIn}`),
  template: {
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
      properties: Object.fromEntries([...fields, ...addedOnTheWay].map(({ name, type }) => [name, mappingOf(type)])),
    },
  },
});

/**
 * Puts an index template together of what may be there, the last one winning: `@custom` is whoever's who runs the server.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-index-template
 */
export const indexTemplate = (stream: LogStreamKind): object => {
  const { template, priority } = stream;
  const optional = [`${template}@lifecycle`, `${template}${retentionPart}`, `${template}@custom`];
  return {
    _meta: meta('logstash/elastic/templates.ts'),
    index_patterns: [anyStream(stream)],
    data_stream: {},
    priority,
    composed_of: [`${template}@settings`, `${template}@mappings`, ...optional],
    ignore_missing_component_templates: optional,
  };
};
