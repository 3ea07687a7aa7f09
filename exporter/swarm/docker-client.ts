import { Agent, type Dispatcher, request } from 'undici';
import type { z } from 'zod';
import type { containersPath } from '../containers/container-schema.ts';
import { CollectorError } from '../engine/collector.ts';
import { AnswerTooLarge, DockerStatusError, excerpt, explain } from './docker-error.ts';
import { docker } from './docker-schema.ts';
import { makeJsonListReader } from './json-list.ts';

/** The engine behind a socket. Its socket is root on the machine: nothing but these paths is asked, and nothing but GET. */
export interface DockerClient {
  /** Asks for one object. @throws CollectorError if there is no such answer; CollectorSkipped if no engine is there */
  readonly ask: <T>(path: '/info', schema: z.ZodType<T>, signal: AbortSignal) => Promise<T>;
  /**
   * Asks for a list, of whose objects only what the schema names is kept in memory.
   * @throws CollectorError if there is no such answer; CollectorSkipped if no engine is there
   */
  readonly list: <S extends z.ZodObject>(path: ListPath, schema: S, signal: AbortSignal) => Promise<z.output<S>[]>;
  readonly close: () => Promise<void>;
}

type ListPath = '/nodes' | '/services?status=true' | '/tasks' | typeof containersPath;

type Body = Dispatcher.ResponseData['body'];

/** The newest API that this code was written against, and the first that counts tasks per service. */
const knownApi = 44;
const oldestApi = 41;

/** No list of a swarm that this is made for is larger, in bytes: ten times that of 10,000 tasks. */
const largestList = 256 * 1024 * 1024;

/** No other answer is larger, in bytes. */
const largestAnswer = 1024 * 1024;

const minor = (version: string): number => Number(version.split('.')[1]);

/** Makes a client of the engine behind a Unix socket. @param atMost bytes of a list that are taken */
export const openDocker = (socket: string, atMost = largestList): DockerClient => {
  const agent = new Agent({ connect: { socketPath: socket, timeout: 2_000 }, connections: 4 });
  let api: string | undefined;

  /** Takes a body in chunks up to a size; what `take` throws ends the connection. */
  const drain = async (body: Body, most: number, take: (chunk: Buffer) => void): Promise<void> => {
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > most) throw new AnswerTooLarge(most);
      take(chunk);
    }
  };

  const readText = async (body: Body): Promise<string> => {
    const chunks: Buffer[] = [];
    await drain(body, largestAnswer, (chunk) => void chunks.push(chunk));
    return Buffer.concat(chunks).toString('utf8');
  };

  const get = async <T>(path: string, signal: AbortSignal, read: (body: Body) => Promise<T>): Promise<T> => {
    try {
      const { statusCode, body } = await request(`http://docker${path}`, { dispatcher: agent, signal });
      if (statusCode === 200) return await read(body);
      throw new DockerStatusError(statusCode, path, await readText(body));
    } catch (cause) {
      throw explain(cause, socket, path);
    }
  };

  const getOne = <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
    get(path, signal, async (body) => parsed(parseJson(await readText(body), path), schema, path));

  /** The version to speak: the engine's own, up to the one known here, unless the engine has given that up. */
  const negotiate = async (signal: AbortSignal): Promise<string> => {
    const { ApiVersion, MinAPIVersion } = await getOne('/version', docker.version, signal);
    if (minor(ApiVersion) < oldestApi) {
      throw new CollectorError(
        `The Docker engine speaks API ${ApiVersion}, expected 1.${oldestApi} or later: update Docker to 20.10 or later.`,
      );
    }
    return `1.${Math.max(Math.min(minor(ApiVersion), knownApi), minor(MinAPIVersion ?? `1.${oldestApi}`))}`;
  };

  const speaking = async <T>(signal: AbortSignal, work: (prefix: string) => Promise<T>): Promise<T> => {
    api ??= await negotiate(signal);
    try {
      return await work(`/v${api}`);
    } catch (error) {
      // The engine may be another one by the next scrape.
      api = undefined;
      throw error;
    }
  };

  return {
    ask: (path, schema, signal) => speaking(signal, (prefix) => getOne(`${prefix}${path}`, schema, signal)),
    list: (path, schema, signal) =>
      speaking(signal, (prefix) =>
        get(`${prefix}${path}`, signal, async (body) => {
          const elements: z.output<typeof schema>[] = [];
          const reader = makeJsonListReader(Object.keys(schema.shape), (element) => {
            elements.push(parsed(element, schema, `${prefix}${path}`, elements.length));
          });
          await drain(body, atMost, reader.write);
          reader.end();
          return elements;
        }),
      ),
    close: () => agent.destroy(),
  };
};

const parseJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CollectorError(`The Docker engine's answer to ${path} is not JSON: ${excerpt(text)}`, { cause });
  }
};

/** @param index of the element in its list */
const parsed = <S extends z.ZodType>(value: unknown, schema: S, path: string, ...index: number[]): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = [...index, ...(issue?.path ?? [])].join('.') || 'the whole';
  throw new CollectorError(
    `The Docker engine's answer to ${path} is not as its API says: ${place}: ${issue?.message}.`,
    { cause: result.error },
  );
};
