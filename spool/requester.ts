import { Agent } from 'undici';
import { authorizationOf, type Credentials, CredentialsError } from './credentials.ts';
import type { Trouble } from './meter.ts';
import type { Refusal } from './store.ts';

/** Milliseconds until a silent store counts as away; a full request takes a busy one some seconds. */
const usualTimeout = 30_000;

/** How a store is reached. */
export interface StoreOptions {
  /** Milliseconds until a silent store counts as away. */
  readonly timeout?: number;
  /** Who asks, where it is not in the URL. */
  readonly credentials?: Credentials;
}

/** What is asked of a store: a body makes it a POST. */
interface Question {
  /** Appended to the path of the store's URL. */
  readonly path: string;
  readonly body?: { readonly type: 'application/json' | 'application/x-ndjson'; readonly bytes: Buffer | string };
}

/** Asks a store, which it names by its URL. Never throws; what `read` throws counts as no answer. */
export type Requester = <T>(question: Question, signal: AbortSignal, read: (text: string) => T) => Promise<T | Refusal>;

/** What of a status is nobody's fault for ever; undefined where it is that of what was sent. */
export const troubleOf = (status: number): Trouble | undefined => {
  if (status === 429) return 'overload';
  if (status === 404) return 'missing';
  if (status === 401 || status === 403) return 'unauthorised';
  return status >= 500 || status === 408 ? 'server' : undefined;
};

/** What Node and undici call it when there was no connection by which anything could have been sent. */
const unconnected = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Who is not there, or has too much to do, has begun with nothing. */
export const isUntouched = (status: number): boolean => status === 503 || status === 429;

/** Asks the store of a URL. `unfit` is what a request counts as that is refused for its form. */
export const createRequester = (
  url: string,
  { timeout = usualTimeout, credentials, unfit }: StoreOptions & { readonly unfit: 'server' | 'rejected' },
): Requester => {
  const agent = new Agent({ connections: 2, headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout } });
  const base = new URL(url);
  const authorization = authorizationOf(base, credentials);

  const attempt = async ({ path, body }: Question, signal: AbortSignal) => {
    const who = await authorization.header();
    const { statusCode, body: answer } = await agent.request({
      origin: base.origin,
      path: base.pathname.replace(/\/$/, '') + path || '/',
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body && { 'content-type': body.type }), ...(who !== undefined && { authorization: who }) },
      body: body?.bytes ?? null,
      signal,
    });
    return { status: statusCode, text: await answer.text() };
  };

  return async (question, signal, read) => {
    try {
      const first = await attempt(question, signal);
      const renewed = first.status === 401 && (await authorization.renew());
      const { status, text } = renewed ? await attempt(question, signal) : first;
      if (status === 413) return { kind: 'too_large', reason: 'the request is too large (413)' };
      if (status >= 300) {
        const reason = `${status} ${text.slice(0, 300)}`;
        return { kind: troubleOf(status) ?? unfit, reason, ...(isUntouched(status) && { untouched: true }) };
      }
      return read(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof CredentialsError) return { kind: 'unauthorised', reason };
      const untouched = error instanceof Error && 'code' in error && unconnected.includes(String(error.code));
      return { kind: 'network', reason, ...(untouched && { untouched }) };
    }
  };
};
