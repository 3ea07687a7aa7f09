import { readFile } from 'node:fs/promises';
import { Agent, buildConnector } from 'undici';
import { CollectorError } from '../engine/collector.ts';
import { parseAnswer, validateAnswer } from '../json-answer.ts';
import type { Question } from './answers.ts';
import {
  addressOf,
  type ElasticsearchLogin,
  ElasticsearchStatusError,
  sayNetworkError,
  UnreadableFile,
} from './elasticsearch-error.ts';

/** An Elasticsearch that is asked by GET. */
export interface ElasticsearchClient {
  /** @throws CollectorError with a sentence where it gives no such answer */
  readonly ask: <T>(question: Question<T>, signal: AbortSignal) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** No answer that is asked for is larger, in bytes: that of some thousand nodes. */
const largestAnswer = 8 * 1024 * 1024;

/** Questions at once of one scrape. */
const connections = 4;

interface Answer {
  readonly status: number;
  readonly text: string;
}

const readKeyed = (key: string, file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UnreadableFile(key, cause);
  });

/** The header by which the login proves itself, from its file as it is now; none where it has none. */
const readProof = async ({ user, passwordFile, apiKeyFile }: ElasticsearchLogin): Promise<string> => {
  if (apiKeyFile !== undefined) return `ApiKey ${(await readKeyed('apiKeyFile', apiKeyFile)).trim()}`;
  if (user === undefined || passwordFile === undefined) return '';
  const password = (await readKeyed('passwordFile', passwordFile)).trim();
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
};

/** Connects, and trusts whom the file of authorities names now: a renewed one needs no restart. */
const connectBy = (caFile: string): buildConnector.connector => {
  const connect = async (options: buildConnector.Options, callback: buildConnector.Callback) =>
    buildConnector({ ca: await readKeyed('caFile', caFile) })(options, callback);
  return (options, callback) => void connect(options, callback).catch((error: Error) => callback(error, null));
};

/** Makes a client, which connects with the first question and stays connected. */
export const openElasticsearch = (login: ElasticsearchLogin): ElasticsearchClient => {
  const { origin } = new URL(login.url);
  const base = new URL(login.url).pathname.replace(/\/$/, '');
  const { caFile } = login;
  // The signal of a question is its only limit of time.
  const limits = { connections, headersTimeout: 0, bodyTimeout: 0 };
  const agent = new Agent({ ...limits, ...(caFile !== undefined && { connect: connectBy(caFile) }) });
  let proof: string | undefined;

  const get = async (path: string, authorization: string, signal: AbortSignal): Promise<Answer> => {
    const { statusCode, body } = await agent.request({
      origin,
      path: `${base}${path}`,
      method: 'GET',
      headers: { accept: 'application/json', ...(authorization !== '' && { authorization }) },
      signal,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestAnswer) {
        throw new CollectorError(
          `The answer of Elasticsearch at ${addressOf(login.url)} to ${path} is not read: it is larger than ${largestAnswer / 1024 / 1024} MiB.`,
        );
      }
      chunks.push(chunk);
    }
    return { status: statusCode, text: Buffer.concat(chunks).toString('utf8') };
  };

  /** Asks as the one that is known, and where that is refused, as the one that the file names now. */
  const getKnown = async (path: string, signal: AbortSignal): Promise<Answer> => {
    const tried = proof ?? (await readProof(login));
    const answer = await get(path, tried, signal);
    proof = answer.status === 401 ? undefined : tried;
    if (answer.status !== 401) return answer;
    const now = await readProof(login);
    return now === tried ? answer : get(path, now, signal);
  };

  return {
    async ask(question, signal) {
      const path = question.path.replace(/\?.*/, '');
      let answer: Answer;
      try {
        answer = await getKnown(question.path, signal);
      } catch (cause) {
        if (cause instanceof CollectorError) throw cause;
        throw new CollectorError(sayNetworkError(cause, login), { cause });
      }
      if (answer.status !== 200) throw new ElasticsearchStatusError(answer.status, answer.text, path, login);
      const what = `The answer of Elasticsearch at ${addressOf(login.url)} to ${path}`;
      return validateAnswer(parseAnswer(answer.text, what), question.schema, what);
    },
    close: () => agent.destroy(),
  };
};
