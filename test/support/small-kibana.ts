import { type SmallAnswer, type SmallRoute, type SmallServer, startSmallServer } from './small-api.ts';

type Json = Readonly<Record<string, unknown>>;

interface Stored {
  readonly type: string;
  readonly id: string;
  readonly attributes: Json;
  readonly references: readonly Json[];
  readonly [key: string]: unknown;
}

/** Types that Kibana takes; others are an error of the object, not of the import. */
const types = ['index-pattern', 'search', 'lens', 'visualization', 'dashboard', 'tag'];

/** References to these must lead somewhere. */
const checked = ['index-pattern', 'search'];

const keyOf = ({ type, id }: Json): string => `${type}/${id}`;

const say = (statusCode: number, error: string, message: string, more: object = {}): SmallAnswer => ({
  status: statusCode,
  json: { statusCode, error, message, ...more },
});

/** What a newer Kibana makes of an object: texts of JSON are written anew, fields are added. */
const migrate = (attributes: Json): Json => ({
  version: 3,
  allowHidden: false,
  fieldAttrs: '{}',
  ...Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      if (typeof value !== 'string' || !value.startsWith('{')) return [key, value];
      const entries = Object.entries(JSON.parse(value) as Json).toReversed();
      return [key, JSON.stringify(Object.fromEntries(entries))];
    }),
  ),
});

/** The newest keep a search as tabs alone. @see src/platform/plugins/shared/saved_search/common/service/extract_tabs.ts in Kibana */
const inTabs = ({ title, description = '', tabs, ...attributes }: Json): Json => ({
  title,
  description,
  tabs: tabs ?? [{ id: '617f8ea7-754a-4a75-86bf-58c4b2f99690', label: 'Untitled', attributes }],
});

const linesOf = (text: string): Stored[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Stored)
    .filter((object) => !('exportedCount' in object));

/**
 * Starts a Kibana as far as its API of saved objects goes, that keeps what it is given, each space for itself.
 * @param taken ids that another space has, of objects that may be in one space only
 * @see https://www.elastic.co/docs/api/doc/kibana/group/endpoint-saved-objects
 */
export const startSmallKibana = async (taken: readonly string[] = []): Promise<SmallServer> => {
  const spaces = new Map<string, Map<string, Stored>>();
  let writes = 0;
  const spaceOf = (name = 'default') => {
    const space = spaces.get(name) ?? new Map<string, Stored>();
    spaces.set(name, space);
    return space;
  };

  const importAll = (space: Map<string, Stored>, objects: readonly Stored[], overwrite: boolean): SmallAnswer => {
    const inFile = new Set(objects.map(keyOf));
    const failures = objects.flatMap((object) => {
      const fail = (error: Json) => [{ type: object.type, id: object.id, meta: {}, error }];
      if (!types.includes(object.type)) return fail({ type: 'unsupported_type' });
      const references = object.references.filter(
        (one) => checked.includes(String(one.type)) && !inFile.has(keyOf(one)) && !space.has(keyOf(one)),
      );
      if (references.length > 0) return fail({ type: 'missing_references', references });
      return space.has(keyOf(object)) && !overwrite ? fail({ type: 'conflict' }) : [];
    });
    // What a person could resolve keeps all from being taken.
    const resolvable = failures.some(({ error }) => error.type !== 'unsupported_type');
    const failed = new Set(failures.map(keyOf));
    const good = resolvable ? [] : objects.filter((object) => !failed.has(keyOf(object)));
    const successResults = good.map((object) => {
      writes += 1;
      const { type, id, references } = object;
      const destinationId = taken.includes(id) ? `${id}-copy` : undefined;
      const stored = {
        type,
        id: destinationId ?? id,
        attributes: type === 'search' ? inTabs(migrate(object.attributes)) : migrate(object.attributes),
        references,
        managed: false,
        coreMigrationVersion: '8.8.0',
        typeMigrationVersion: '10.3.0',
        created_at: '2026-01-01T00:00:00.000Z',
        updated_at: new Date(writes).toISOString(),
        version: `W${writes}`,
      };
      space.set(keyOf(stored), stored);
      return { type, id, managed: false, meta: {}, ...(destinationId && { destinationId }) };
    });
    const success = failures.length === 0;
    return {
      status: 200,
      json: {
        success,
        successCount: successResults.length,
        warnings: [],
        ...(successResults.length > 0 && { successResults }),
        ...(!success && { errors: failures }),
      },
    };
  };

  const api = (path: string) => new RegExp(`^(?:/s/([^/]+))?/api/saved_objects/${path}$`);
  const routes: readonly SmallRoute[] = [
    [
      'POST',
      api('_import'),
      async ({ found: [space], query, body, headers }) => {
        const form = await new Response(new Uint8Array(body), {
          headers: { 'content-type': headers['content-type'] ?? '' },
        }).formData();
        const file = form.get('file');
        if (!(file instanceof File))
          return say(400, 'Bad Request', '[request body.file]: expected value of type [Stream]');
        if (!file.name.endsWith('.ndjson')) return say(400, 'Bad Request', 'Invalid file extension');
        return importAll(spaceOf(space), linesOf(await file.text()), query.get('overwrite') === 'true');
      },
    ],
    [
      'POST',
      api('_export'),
      ({ found: [name], json }) => {
        const space = spaceOf(name);
        const { objects } = Object(json) as { readonly objects: readonly Json[] };
        if (objects.length === 0) return say(400, 'Bad Request', 'Either `type` or `objects` are required.');
        const missing = objects.filter((one) => !space.has(keyOf(one)));
        if (missing.length > 0) {
          const told = missing.map(({ type, id }) => ({
            type,
            id,
            error: { statusCode: 404, error: 'Not Found', message: `Saved object [${type}/${id}] not found` },
          }));
          return say(400, 'Bad Request', 'Error fetching objects to export', { attributes: { objects: told } });
        }
        return { status: 200, text: objects.map((one) => JSON.stringify(space.get(keyOf(one)))).join('\n') };
      },
    ],
    [
      'GET',
      api('_find'),
      ({ found: [name], query }) => {
        const wanted = query.getAll('type');
        const hits = [...spaceOf(name).values()].filter(({ type }) => wanted.includes(type));
        const [size, page] = [Number(query.get('per_page') ?? 20), Number(query.get('page') ?? 1)];
        const saved_objects = hits
          .slice((page - 1) * size, page * size)
          .map((one) => ({ ...one, attributes: { title: one.attributes.title }, score: 0, namespaces: ['default'] }));
        return { status: 200, json: { page, per_page: size, total: hits.length, saved_objects } };
      },
    ],
    [
      'DELETE',
      api('([a-z-]+)/([^/]+)'),
      ({ found: [name, type, id] }) =>
        spaceOf(name).delete(`${type}/${id}`)
          ? { status: 200, json: {} }
          : say(404, 'Not Found', `Saved object [${type}/${id}] not found`),
    ],
  ];
  return startSmallServer(routes, {
    refuse: ({ 'kbn-xsrf': xsrf }) =>
      xsrf === undefined ? say(400, 'Bad Request', 'Request must contain a kbn-xsrf header.') : undefined,
  });
};
