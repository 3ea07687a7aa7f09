import { ApplyError, Refusal } from '../apply-error.ts';
import { at } from '../tree/record.ts';
import type { Answer, Api, ApiRequest } from './api.ts';

/** Characters of a server's words that a sentence quotes. */
const quotedCharacters = 500;

/** The value that a text of JSON says; undefined where it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the server says for itself. Elasticsearch, Kibana and Grafana, Prometheus, and those of plain text put it elsewhere each. */
export const wordsOf = ({ text }: Answer): string => {
  const json = parseJson(text);
  const found = [at(json, 'error', 'reason'), at(json, 'message'), at(json, 'error')].find(
    (words) => typeof words === 'string' && words !== '',
  );
  return String(found ?? text)
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, quotedCharacters);
};

const adviceFor = ({ key }: Api, status: number): string => {
  if (status === 401) return `; name a token in ${key}.tokenFile, or a user and its passwordFile`;
  return status === 403 ? `; give the token or user of ${key} the right` : '';
};

/**
 * The server's no, in its own words.
 * @param doing what it was asked, as the rest of a sentence: "take dashboard gapwatch-chat"
 * @returns a Refusal where the server says that it was not done; else nobody knows
 */
export const refusal = (api: Api, doing: string, answer: Answer): ApplyError => {
  const said = wordsOf(answer);
  const message = `${api.title} at ${api.url} does not ${doing} (${answer.status}${said && `: ${said}`})${adviceFor(api, answer.status)}.`;
  return answer.status >= 400 && answer.status < 500 ? new Refusal(message) : new ApplyError(message);
};

const jsonOf = (api: Api, text: string): unknown => {
  const json = parseJson(text);
  if (json !== undefined) return json;
  throw new ApplyError(`${api.title} at ${api.url} answers something else than JSON; is that its address?`);
};

/**
 * Sends a request that the server is to carry out.
 * @param doing as {@link refusal} has it
 * @throws ApplyError if it does not
 */
export const demand = async (api: Api, doing: string, request: ApiRequest): Promise<unknown> => {
  const answer = await api.send(request);
  if (answer.status < 200 || answer.status >= 300) throw refusal(api, doing, answer);
  return answer.text === '' ? undefined : jsonOf(api, answer.text);
};

/**
 * Reads something that may not be there.
 * @returns undefined where the server says that it is not (404)
 * @throws ApplyError if it says anything else
 */
export const lookUp = async (api: Api, doing: string, path: string, signal: AbortSignal): Promise<unknown> => {
  const answer = await api.send({ method: 'GET', path, signal });
  // A 404 of something else, a proxy's page, is not the server's word.
  if (answer.status === 404 && parseJson(answer.text) !== undefined) return undefined;
  if (answer.status !== 200) throw refusal(api, doing, answer);
  return jsonOf(api, answer.text);
};
