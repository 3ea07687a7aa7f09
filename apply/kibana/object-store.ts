import { z } from 'zod';
import { parseJson, refusal } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import { at } from '../tree/record.ts';
import { keyOf, parseObjects, type SavedObject } from './saved-object.ts';

/** The name of an object. */
export type ObjectName = Pick<SavedObject, 'type' | 'id'>;

/** What the export says of objects that are not there; then it tells none of the others either. */
const missing = z.object({
  attributes: z.object({
    objects: z.array(
      z.object({ type: z.string(), id: z.string(), error: z.object({ statusCode: z.number() }).optional() }),
    ),
  }),
});

/**
 * Reads objects, those of them that are there.
 * @throws ApplyError
 */
export const exportObjects = async (
  api: Api,
  names: readonly ObjectName[],
  signal: AbortSignal,
): Promise<readonly SavedObject[]> => {
  if (names.length === 0) return [];
  const objects = names.map(({ type, id }) => ({ type, id }));
  const answer = await api.send({
    method: 'POST',
    path: '/api/saved_objects/_export',
    json: { objects, excludeExportDetails: true },
    signal,
  });
  if (answer.status === 200) return parseObjects(answer.text, `What Kibana at ${api.url} exports`);
  const told = missing.safeParse(parseJson(answer.text));
  const gone = told.success
    ? told.data.attributes.objects.filter(({ error }) => error?.statusCode === 404).map(keyOf)
    : [];
  if (gone.length === 0) throw refusal(api, 'tell its objects', answer);
  return exportObjects(
    api,
    names.filter((name) => !gone.includes(keyOf(name))),
    signal,
  );
};

/** Deletes an object; one that is gone already is no error. @throws ApplyError */
export const deleteObject = async (api: Api, { type, id }: ObjectName, signal: AbortSignal): Promise<void> => {
  const path = `/api/saved_objects/${encodeURIComponent(type)}/${encodeURIComponent(id)}?force=true`;
  const answer = await api.send({ method: 'DELETE', path, signal });
  if (answer.status !== 200 && answer.status !== 404) throw refusal(api, `delete ${type} ${id}`, answer);
};

/** Most objects that Kibana tells at once. */
const pageSize = 1000;

/**
 * Names of all objects of some types; undefined where this Kibana does not search for them.
 * @throws ApplyError
 */
export const findNames = async (
  api: Api,
  types: readonly string[],
  signal: AbortSignal,
): Promise<readonly ObjectName[] | undefined> => {
  const names: ObjectName[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams([
      ...types.map((type) => ['type', type] satisfies [string, string]),
      ['fields', 'title'],
      ['per_page', String(pageSize)],
      ['page', String(page)],
    ]);
    const answer = await api.send({ method: 'GET', path: `/api/saved_objects/_find?${query}`, signal });
    // An API that Elastic means to take away.
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw refusal(api, 'search its objects', answer);
    const told = at(parseJson(answer.text), 'saved_objects');
    const found = Array.isArray(told) ? told : [];
    names.push(...found.map((one) => ({ type: String(at(one, 'type')), id: String(at(one, 'id')) })));
    if (found.length < pageSize) return names;
  }
};
