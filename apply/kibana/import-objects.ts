import { FormData } from 'undici';
import { z } from 'zod';
import { ApplyError, Refusal } from '../apply-error.ts';
import { demand } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { ObjectName } from './object-store.ts';
import { keyOf, type SavedObject } from './saved-object.ts';

const imported = z.object({
  success: z.boolean(),
  successCount: z.number(),
  errors: z
    .array(
      z.looseObject({
        type: z.string(),
        id: z.string(),
        error: z.looseObject({ type: z.string(), message: z.string().optional() }),
      }),
    )
    .default([]),
  successResults: z
    .array(z.looseObject({ type: z.string(), id: z.string(), destinationId: z.string().optional() }))
    .default([]),
});

type ImportError = z.output<typeof imported>['errors'][number];

const sayError = ({ type, id, error }: ImportError): string => {
  const references = Array.isArray(error.references) ? error.references : [];
  const words = references.length > 0 ? references.map((one) => keyOf(one as ObjectName)).join(', ') : error.message;
  return `${type} ${id} (${error.type}${words ? `: ${words}` : ''})`;
};

/**
 * Gives Kibana objects, in place of those that it has under their names.
 * @returns objects that it has put under other ids, since theirs are taken in another space
 * @throws Refusal if it has taken none, ApplyError if it may have taken some
 */
export const importObjects = async (
  api: Api,
  objects: readonly SavedObject[],
  signal: AbortSignal,
): Promise<readonly ObjectName[]> => {
  if (objects.length === 0) return [];
  const form = new FormData();
  const lines = objects.map((object) => `${JSON.stringify(object)}\n`).join('');
  form.append('file', new File([lines], 'gapwatch.ndjson', { type: 'application/ndjson' }));
  const path = '/api/saved_objects/_import?overwrite=true';
  const answer = await demand(api, 'take objects', { method: 'POST', path, form, signal });
  const parsed = imported.safeParse(answer);
  if (!parsed.success) {
    throw new ApplyError(`Kibana at ${api.url} tells of an import otherwise than Kibana does.`, {
      cause: parsed.error,
    });
  }
  const { success, successCount, errors, successResults } = parsed.data;
  if (!success) {
    const [first, ...more] = errors.map(sayError);
    const message = `Kibana at ${api.url} does not take ${first ?? 'objects'}${more.length > 0 ? ` and ${more.length} more` : ''}.`;
    throw successCount === 0 ? new Refusal(message) : new ApplyError(message);
  }
  return successResults.flatMap(({ type, id, destinationId }) =>
    destinationId === undefined || destinationId === id ? [] : [{ type, id: destinationId }],
  );
};
