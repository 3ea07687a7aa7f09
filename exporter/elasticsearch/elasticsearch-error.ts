import { CollectorError } from '../engine/collector.ts';
import { excerpt } from '../json-answer.ts';

/** Where an Elasticsearch is, and where what proves who asks lies. Paths are absolute. */
export interface ElasticsearchLogin {
  readonly url: string;
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly caFile?: string | undefined;
}

/** The address without a user and a password, which may stand in it for others. */
export const addressOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, '')}`;
};

/** A file of the configuration that cannot be read; the sentence names its key. */
export class UnreadableFile extends CollectorError {
  override name = 'UnreadableFile';

  constructor(key: string, cause: unknown) {
    super(
      `exporter.elasticsearch.${key} names a file that cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

/** Why Elasticsearch does not give what it was asked for. */
const sayStatus = (
  status: number,
  text: string,
  path: string,
  { url, user, apiKeyFile }: ElasticsearchLogin,
): string => {
  const place = `Elasticsearch at ${addressOf(url)}`;
  if (status === 401) {
    if (apiKeyFile !== undefined)
      return `${place} refuses the API key: put one that is valid into ${apiKeyFile} (exporter.elasticsearch.apiKeyFile).`;
    if (user !== undefined)
      return `${place} refuses user ${user}: put the password into the file of exporter.elasticsearch.passwordFile.`;
    return `${place} asks who is there: name a user in exporter.elasticsearch.user, with passwordFile, or an apiKeyFile.`;
  }
  if (status === 403) {
    return `${place} refuses ${path}: give ${user === undefined ? 'the exporter' : `user ${user}`} the rights of the role gapwatch-exporter: monitor, of the cluster and of the indices.`;
  }
  return `${place} answers ${path} with status ${status}: ${excerpt(text)}`;
};

/** An answer with a status that is not 200. */
export class ElasticsearchStatusError extends CollectorError {
  override name = 'ElasticsearchStatusError';
  readonly status: number;

  constructor(status: number, text: string, path: string, login: ElasticsearchLogin) {
    super(sayStatus(status, text, path, login));
    this.status = status;
  }
}

/** Says in a sentence why Elasticsearch cannot be asked. */
export const sayNetworkError = (cause: unknown, { url }: ElasticsearchLogin): string => {
  const place = addressOf(url);
  const code = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (typeof code === 'string' && /CERT|SIGNATURE|ISSUER/.test(code)) {
    return `The certificate of Elasticsearch at ${place} is not trusted (${code}): name its authority in exporter.elasticsearch.caFile.`;
  }
  return `Elasticsearch does not answer at ${place} (urls.elasticsearch): ${typeof code === 'string' ? code : message}.`;
};
