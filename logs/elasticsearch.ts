import { z } from 'zod';
import type { Credentials } from '../spool/credentials.ts';
import { createRequester } from '../spool/requester.ts';
import type { Refusal } from '../spool/store.ts';
import { LogsError } from './logs-error.ts';

/** Where lines are stored, and who asks. */
export interface LogPlace {
  /** May name a user, where `credentials` name nobody. */
  readonly url: string;
  readonly dataStream: string;
  readonly credentials?: Credentials;
}

/** Asks Elasticsearch about stored lines. */
export interface LogSearch {
  readonly dataStream: string;
  /** The server's address as it may be shown. */
  readonly host: string;
  /** Puts a question below the data stream and reads the answer. @throws LogsError if there is none that `read` takes */
  readonly ask: <T>(question: string, body: object, read: (answer: unknown) => T) => Promise<T>;
  /** Several searches at once. @throws LogsError as `ask`, also if one of them fails */
  readonly searches: <T>(bodies: readonly object[], read: (answer: unknown) => T) => Promise<readonly T[]>;
  /** Names of the indices that the data stream has now, none where there is none. @throws LogsError */
  readonly indices: () => Promise<readonly string[]>;
}

/** What a refusal means for whoever asked. */
const sentenceOf = (
  { kind, reason }: Refusal,
  { host, dataStream }: Pick<LogSearch, 'host' | 'dataStream'>,
): string => {
  const said = reason.replace(/\s+/g, ' ');
  switch (kind) {
    case 'unauthorised':
      return `Elasticsearch at ${host} does not let in who asks for log lines (${said}); name an API key in logs.apiKeyFile, or a user in logs.elasticsearchUser, with the role gapwatch-reader or gapwatch-shipper.`;
    case 'missing':
      return `Elasticsearch at ${host} has no data stream ${dataStream}; correct environment or --data-stream, or wait for its first line.`;
    case 'network':
      return `Elasticsearch at ${host} does not answer (${said}); start it, or correct urls.elasticsearch.`;
    default:
      return `Elasticsearch at ${host} does not answer a question about ${dataStream} (${said}).`;
  }
};

const responses = z.object({ responses: z.array(z.looseObject({ error: z.unknown().optional() })) });

/** Opens the way to stored lines; nothing is asked yet. */
export const openLogSearch = (place: LogPlace, signal: AbortSignal): LogSearch => {
  const { url, dataStream, credentials } = place;
  const { host } = new URL(url);
  const request = createRequester(url, { ...(credentials && { credentials }), unfit: 'rejected' });

  const put = async <T>(question: Parameters<typeof request>[0], read: (answer: unknown) => T): Promise<T> => {
    const answer = await request(question, signal, (text): { readonly value: T } | Refusal => {
      try {
        return { value: read(JSON.parse(text)) };
      } catch (error) {
        return { kind: 'rejected', reason: error instanceof Error ? error.message : String(error) };
      }
    });
    if ('value' in answer) return answer.value;
    signal.throwIfAborted();
    throw new LogsError(sentenceOf(answer, { host, dataStream }));
  };
  const path = `/${encodeURIComponent(dataStream)}`;

  return {
    dataStream,
    host,
    ask: (question, body, read) =>
      put({ path: `${path}/${question}`, body: { type: 'application/json', bytes: JSON.stringify(body) } }, read),
    async searches(bodies, read) {
      if (bodies.length === 0) return [];
      const bytes = bodies.map((body) => `{}\n${JSON.stringify(body)}\n`).join('');
      return put({ path: `${path}/_msearch`, body: { type: 'application/x-ndjson', bytes } }, (answer) =>
        responses.parse(answer).responses.map((one) => {
          if (one.error !== undefined) throw new Error(JSON.stringify(one.error).slice(0, 300));
          return read(one);
        }),
      );
    },
    indices: () =>
      put({ path: `${path}?ignore_unavailable=true&filter_path=*.settings.index.creation_date` }, (answer) =>
        Object.keys(Object(answer)),
      ),
  };
};
