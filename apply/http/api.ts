import { Agent, type FormData, fetch } from 'undici';
import { ApplyError } from '../apply-error.ts';
import type { Connection } from './connection.ts';

/** A request to a server's API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the address of the server, with its query. */
  readonly path: string;
  /** A body of JSON. */
  readonly json?: unknown;
  /** A body of files. */
  readonly form?: FormData;
  readonly signal: AbortSignal;
}

/** What the server said, whatever it was. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A server's API. */
export interface Api {
  readonly title: string;
  readonly url: string;
  readonly key: string;
  /** @throws ApplyError if nothing comes back; whether the server did what was asked is then unknown */
  readonly send: (request: ApiRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Milliseconds that a server may take for an answer. */
const withinMs = 30_000;

/** What a connection that failed says for itself: undici tells no more than that a fetch failed. */
const reasonOf = (error: unknown): string => {
  const { cause } = Object(error);
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  if (cause instanceof Error) return cause.message;
  return error instanceof Error ? error.message : String(error);
};

/** What a certificate that is not trusted says. */
const untrusted = /certificate|self.signed|issuer/i;

/**
 * Opens the API of a server; no connection is made yet.
 * @param headers sent with every request
 */
export const openApi = (connection: Connection, headers: Readonly<Record<string, string>> = {}): Api => {
  const { title, url, key, urlKey, authorization, ca } = connection;
  const agent = new Agent(ca === undefined ? {} : { connect: { ca } });

  const unanswered = (reason: string, cause: unknown): ApplyError => {
    const advice = untrusted.test(reason)
      ? `name the authority that signed its certificate in ${key}.caFile`
      : `start it, or correct ${urlKey}`;
    return new ApplyError(`${title} at ${url} does not answer (${reason}); ${advice}.`, { cause });
  };

  return {
    title,
    url,
    key,
    async send({ method, path, json, form, signal }) {
      const late = AbortSignal.timeout(withinMs);
      try {
        const answer = await fetch(`${url}${path}`, {
          method,
          dispatcher: agent,
          // A way to somewhere else is a login page, or an address that is not quite right: not to be followed with a token.
          redirect: 'manual',
          signal: AbortSignal.any([signal, late]),
          headers: {
            accept: 'application/json',
            ...headers,
            ...(authorization !== undefined && { authorization }),
            ...(json !== undefined && { 'content-type': 'application/json' }),
          },
          ...(json !== undefined && { body: JSON.stringify(json) }),
          ...(form !== undefined && { body: form }),
        });
        const text = await answer.text();
        const to = answer.headers.get('location');
        if (answer.status >= 300 && answer.status < 400 && to !== null) {
          throw new ApplyError(`${title} at ${url} sends ${path} on to ${to}; correct ${urlKey}.`);
        }
        return { status: answer.status, text };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ApplyError) throw error;
        throw unanswered(late.aborted ? `nothing within ${withinMs / 1000} s` : reasonOf(error), error);
      }
    },
    close: () => agent.destroy(),
  };
};
