import type { ApiKeyRequest } from '../../logstash/elastic/api-key.ts';
import { ApplyError } from '../apply-error.ts';
import { parseJson, refusal } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import { at } from '../tree/record.ts';
import { isLacking } from './lacking.ts';

/** A key that was made. Elasticsearch tells it this once. */
export interface IssuedKey {
  readonly id: string;
  readonly encoded: string;
}

/**
 * Has Elasticsearch make a key.
 * @throws ApplyError if it does not, or has no users
 */
export const issueApiKey = async (api: Api, request: ApiKeyRequest, signal: AbortSignal): Promise<IssuedKey> => {
  const answer = await api.send({ method: 'POST', path: '/_security/api_key', json: request, signal });
  if (isLacking(answer)) {
    throw new ApplyError(
      `${api.title} at ${api.url} has no users, so that nobody needs a key; switch its security on first.`,
    );
  }
  const json = parseJson(answer.text);
  const [id, encoded] = [at(json, 'id'), at(json, 'encoded')];
  if (answer.status === 200 && typeof id === 'string' && typeof encoded === 'string') return { id, encoded };
  throw refusal(api, `make the API key ${request.name}`, answer);
};

/**
 * Ends keys.
 * @throws ApplyError if they are not ended
 */
export const endApiKeys = async (api: Api, ids: readonly string[], signal: AbortSignal): Promise<void> => {
  if (ids.length === 0) return;
  const answer = await api.send({ method: 'DELETE', path: '/_security/api_key', json: { ids }, signal });
  if (answer.status !== 200) throw refusal(api, 'end older API keys', answer);
};

/**
 * Lists the keys of a name that are good.
 * @returns their ids
 * @throws ApplyError if they cannot be listed
 */
export const listApiKeys = async (api: Api, name: string, signal: AbortSignal): Promise<string[]> => {
  const path = `/_security/api_key?active_only=true&name=${encodeURIComponent(name)}`;
  const answer = await api.send({ method: 'GET', path, signal });
  const keys = at(parseJson(answer.text), 'api_keys');
  if (answer.status !== 200 || !Array.isArray(keys)) throw refusal(api, `tell of the API keys ${name}`, answer);
  return keys.map((key: unknown) => at(key, 'id')).filter((id) => typeof id === 'string');
};
