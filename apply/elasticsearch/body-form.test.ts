import { expect, it } from 'vitest';
import { differencesOf } from '../tree/difference.ts';
import { type Body, compareBodies } from './body-form.ts';

const between = (told: Body, put: Body): string[] => {
  const { found, wanted } = compareBodies(told, put);
  return differencesOf(found, wanted).map(({ path }) => path);
};

it('takes settings for the same however they are written', () => {
  const put = { template: { settings: { index: { mode: 'logsdb', mapping: { total_fields: { limit: 500 } } } } } };
  const told = { template: { settings: { index: { mode: 'logsdb', mapping: { total_fields: { limit: '500' } } } } } };
  expect(between(told, put)).toEqual([]);
  expect(
    between(told, { template: { settings: { mode: 'logsdb', 'index.mapping.total_fields.limit': 500 } } }),
  ).toEqual([]);
  expect(between(told, { template: { settings: { mode: 'standard', 'mapping.total_fields.limit': 500 } } })).toEqual([
    'template.settings.index.mode',
  ]);
});

it('knows what Elasticsearch fills in', () => {
  const template = { index_patterns: ['a-*'], data_stream: {}, template: { lifecycle: { data_retention: '14d' } } };
  const told = {
    ...template,
    composed_of: [],
    data_stream: { hidden: false, allow_custom_routing: false },
    template: { lifecycle: { enabled: true, data_retention: '14d' } },
    created_date_millis: 1,
    modified_date_millis: 2,
  };
  expect(between(told, template)).toEqual([]);
  const phases = {
    hot: { actions: { rollover: { max_age: '1d' } } },
    delete: { min_age: '14d', actions: { delete: {} } },
  };
  const toldPhases = {
    hot: { min_age: '0ms', actions: { rollover: { max_age: '1d' } } },
    delete: { min_age: '14d', actions: { delete: { delete_searchable_snapshot: true } } },
  };
  expect(between({ policy: { phases: toldPhases } }, { policy: { phases } })).toEqual([]);
  const role = { cluster: ['monitor'], indices: [{ names: ['a'], privileges: ['read'] }] };
  const toldRole = {
    cluster: ['monitor'],
    indices: [{ names: ['a'], privileges: ['read'], allow_restricted_indices: false }],
    applications: [],
    run_as: [],
    transient_metadata: { enabled: true },
  };
  expect(between(toldRole, role)).toEqual([]);
});

it('takes nothing for filled in that means something', () => {
  expect(between({ template: { mappings: { dynamic: false } } }, { template: { mappings: {} } })).toEqual([
    'template.mappings.dynamic',
  ]);
  expect(between({ cluster: [], run_as: ['me'] }, { cluster: [] })).toEqual(['run_as']);
});
