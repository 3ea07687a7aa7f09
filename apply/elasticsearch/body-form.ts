import { anything, makePare } from '../tree/defaults.ts';
import { isRecord } from '../tree/record.ts';

/** Something that Elasticsearch keeps, as it is put there. */
export type Body = Readonly<Record<string, unknown>>;

/** Elasticsearch takes `index.mode`, `{ index: { mode } }` and `{ mode }` for one setting, and tells numbers as texts. */
const flatten = (value: unknown, path: string): [string, unknown][] => {
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`));
  }
  const key = path.startsWith('index.') ? path : `index.${path}`;
  return [[key, Array.isArray(value) ? value.map(String) : String(value)]];
};

/** A body in one form, with its settings as texts under their whole names, and when it was made left out. */
const formOf = (body: Body): Body => {
  const {
    created_date_millis: _made,
    modified_date_millis: _changed,
    created_date: _,
    modified_date: __,
    ...rest
  } = body;
  const { template } = rest;
  if (!isRecord(template) || !isRecord(template.settings)) return rest;
  return { ...rest, template: { ...template, settings: Object.fromEntries(flatten(template.settings, '')) } };
};

/** What Elasticsearch fills in. Nothing else that is empty or false is left out: in a mapping it means something. */
const pare = makePare({
  zeros: false,
  defaults: {
    // Of index templates.
    composed_of: (value) => Array.isArray(value) && value.length === 0,
    'data_stream/hidden': false,
    'data_stream/allow_custom_routing': false,
    'template/lifecycle/enabled': true,
    // Of policies.
    'policy/phases/*/min_age': '0ms',
    'policy/phases/delete/actions/delete/delete_searchable_snapshot': true,
    // Of roles.
    run_as: (value) => Array.isArray(value) && value.length === 0,
    applications: (value) => Array.isArray(value) && value.length === 0,
    'indices/*/allow_restricted_indices': false,
    transient_metadata: anything,
    // Of lifecycles of data streams.
    enabled: true,
    effective_retention: anything,
    retention_determined_by: anything,
  },
});

/** A body as it is there and as it is wanted, in one form. */
export const compareBodies = (
  found: Body | undefined,
  wanted: Body | undefined,
): { readonly found: unknown; readonly wanted: unknown } =>
  found && wanted ? pare(formOf(found), formOf(wanted)) : { found, wanted };
