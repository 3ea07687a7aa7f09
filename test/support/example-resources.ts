import { type ElasticResource, pathOf, resource } from '../../logstash/elastic/resource.ts';

/** What the examples say of who made them. */
export const exampleMeta = { managed_by: 'gapwatch', description: 'of a test' };

const _meta = exampleMeta;
const policy = pathOf('lifecycle-policy', 'gapwatch-test');

/** One of each kind, and all the ways in which they need each other. */
export const exampleResources = (refresh = '5s', retention = '14d'): readonly ElasticResource[] => [
  resource('ingest-pipeline', 'gapwatch-nowhere', { _meta, processors: [{ nowhere: {} }] }, { without: 'No nowhere.' }),
  resource('ingest-pipeline', 'gapwatch-test', { _meta, processors: [{ set: { field: 'a', value: 1 } }] }),
  resource(
    'lifecycle-policy',
    'gapwatch-test',
    { policy: { _meta, phases: { delete: { min_age: retention, actions: { delete: {} } } } } },
    { without: 'No policies.' },
  ),
  resource('component-template', 'gapwatch-test@settings', {
    _meta,
    template: { settings: { index: { refresh_interval: refresh, number_of_replicas: 0 } } },
  }),
  resource(
    'component-template',
    'gapwatch-test@lifecycle',
    { _meta, template: { settings: { index: { lifecycle: { name: 'gapwatch-test' } } } } },
    { needs: policy },
  ),
  resource('index-template', 'gapwatch-test', {
    _meta,
    index_patterns: ['gapwatch-test-*'],
    data_stream: {},
    priority: 1000,
    composed_of: ['gapwatch-test@settings', 'gapwatch-test@lifecycle'],
    ignore_missing_component_templates: ['gapwatch-test@lifecycle'],
    template: { mappings: { properties: { a: { type: 'keyword' } } } },
  }),
  resource('data-stream', 'gapwatch-test-a', undefined, { without: 'No data streams.' }),
  resource(
    'data-stream-lifecycle',
    'gapwatch-test-a',
    { data_retention: retention },
    { without: 'No lifecycles.', insteadOf: policy },
  ),
  resource(
    'role',
    'gapwatch-test',
    {
      metadata: { managed_by: 'gapwatch' },
      cluster: ['monitor'],
      indices: [{ names: ['gapwatch-test-*'], privileges: ['read'] }],
    },
    { without: 'No users.', withoutRight: 'No right to roles.' },
  ),
];
