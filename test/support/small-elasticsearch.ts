import { type SmallAnswer, type SmallRoute, type SmallServer, startSmallServer } from './small-api.ts';

type Json = Readonly<Record<string, unknown>>;

const say = (status: number, reason: string): SmallAnswer => ({
  status,
  json: { error: { type: 'some_exception', reason }, status },
});

const acknowledged: SmallAnswer = { status: 200, json: { acknowledged: true } };

/** How the things of a kind are told. */
const shapes: Readonly<Record<string, (things: ReadonlyMap<string, Json>) => Json>> = {
  '_ilm/policy': (things) =>
    Object.fromEntries(
      [...things].map(([name, body]) => [
        name,
        { version: 1, modified_date: '2026-01-01T00:00:00.000Z', in_use_by: {}, policy: fillPolicy(body) },
      ]),
    ),
  '_security/role': (things) =>
    Object.fromEntries(
      [...things].map(([name, body]) => [
        name,
        { run_as: [], applications: [], ...fillRole(body), transient_metadata: { enabled: true } },
      ]),
    ),
  '_ingest/pipeline': (things) => Object.fromEntries([...things].map(([name, body]) => [name, dated(body)])),
  _component_template: (things) => ({
    component_templates: [...things].map(([name, body]) => ({ name, component_template: dated(body) })),
  }),
  _index_template: (things) => ({
    index_templates: [...things].map(([name, body]) => ({ name, index_template: dated(body) })),
  }),
};

const dated = (body: Json): Json => ({ ...body, created_date_millis: 1, modified_date_millis: 2 });

const fillPolicy = ({ policy }: Json): Json => {
  const { phases, ...rest } = Object(policy) as Json;
  const filled = Object.entries(Object(phases) as Json).map(([name, phase]) => {
    const { actions, ...more } = Object(phase) as Json;
    const told = Object.entries(Object(actions) as Json).map(([action, body]) => [
      action,
      action === 'delete' ? { delete_searchable_snapshot: true, ...Object(body) } : body,
    ]);
    return [name, { min_age: '0ms', ...more, actions: Object.fromEntries(told) }];
  });
  return { ...rest, phases: Object.fromEntries(filled) };
};

const fillRole = (body: Json): Json => ({
  ...body,
  indices: (Array.isArray(body.indices) ? body.indices : []).map((one) => ({
    ...Object(one),
    allow_restricted_indices: false,
  })),
});

/**
 * Starts an Elasticsearch as far as it keeps what it is told, with the parts that the minimal distribution lacks: policies,
 * roles, and data streams with their lifecycles.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch
 */
export const startSmallElasticsearch = async (): Promise<SmallServer> => {
  const things = new Map(Object.keys(shapes).map((kind) => [kind, new Map<string, Json>()]));
  const streams = new Map<string, Json | undefined>();
  const ofKind = (kind = '') => things.get(kind) ?? new Map<string, Json>();
  const kinds = Object.keys(shapes).join('|');
  const routes: readonly SmallRoute[] = [
    [
      'GET',
      new RegExp(`^/(${kinds})$`),
      ({ found: [kind = ''] }) => ({ status: 200, json: shapes[kind]?.(ofKind(kind)) }),
    ],
    [
      'PUT',
      new RegExp(`^/(${kinds})/([^/]+)$`),
      ({ found: [kind, name = ''], json }) => {
        if (json === undefined) return say(400, 'request body is required');
        ofKind(kind).set(name, Object(json) as Json);
        return acknowledged;
      },
    ],
    [
      'DELETE',
      new RegExp(`^/(${kinds})/([^/]+)$`),
      ({ found: [kind, name = ''] }) => (ofKind(kind).delete(name) ? acknowledged : say(404, `${name} is missing`)),
    ],
    ['POST', /^\/_ingest\/pipeline\/_simulate$/, () => say(400, 'must specify at least one document in [docs]')],
    [
      'GET',
      /^\/_data_stream\/([^/]+)(\/_lifecycle)?$/,
      ({ found: [name = ''] }) => {
        if (!streams.has(name)) return say(404, `no such index [${name}]`);
        const lifecycle = streams.get(name);
        const told = lifecycle && { enabled: true, retention_determined_by: 'data_stream_configuration', ...lifecycle };
        return { status: 200, json: { data_streams: [{ name, ...(told && { lifecycle: told }) }] } };
      },
    ],
    [
      'PUT',
      /^\/_data_stream\/([^/]+)$/,
      ({ found: [name = ''] }) => {
        if (streams.has(name)) return say(400, 'resource_already_exists_exception');
        streams.set(name, undefined);
        return acknowledged;
      },
    ],
    [
      'PUT',
      /^\/_data_stream\/([^/]+)\/_lifecycle$/,
      ({ found: [name = ''], json }) => {
        if (!streams.has(name)) return say(404, `no such index [${name}]`);
        streams.set(name, Object(json) as Json);
        return acknowledged;
      },
    ],
    [
      'DELETE',
      /^\/_data_stream\/([^/]+)\/_lifecycle$/,
      ({ found: [name = ''] }) => {
        streams.set(name, undefined);
        return acknowledged;
      },
    ],
  ];
  return startSmallServer(routes);
};
