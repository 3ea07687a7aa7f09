import type { z } from 'zod';
import type { containersPath } from '../containers/container-schema.ts';
import { CollectorError } from '../engine/collector.ts';
import { parseAnswer, validateAnswer } from '../json-answer.ts';
import { AnswerTooLarge, DockerStatusError, explain } from './docker-error.ts';
import { docker } from './docker-schema.ts';
import { makeJsonListReader } from './json-list.ts';
import { makeMemoryPool } from './memory-pool.ts';
import { type AnswerHead, getThrough } from './unix-get.ts';

/** The engine behind a socket. Its socket is root on the machine: nothing but these paths is asked, and nothing but GET. */
export interface DockerClient {
  /** Asks for one object. @throws CollectorError if there is no such answer; CollectorSkipped if no engine is there */
  readonly ask: <T>(path: '/info', schema: z.ZodType<T>, signal: AbortSignal) => Promise<T>;
  /**
   * Asks for a list, of whose objects only what the schema names is kept in memory.
   * @throws CollectorError if there is no such answer; CollectorSkipped if no engine is there
   */
  readonly list: <S extends z.ZodObject>(path: ListPath, schema: S, signal: AbortSignal) => Promise<z.output<S>[]>;
  /** As `list`, but keeps nothing: hands on each object as it comes. What came before an error has been handed on then. */
  readonly each: <S extends z.ZodObject>(
    path: ListPath,
    schema: S,
    take: (element: z.output<S>) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Gives up what is being asked. */
  readonly close: () => Promise<void>;
}

type ListPath = '/nodes' | '/services?status=true' | '/tasks' | typeof containersPath;

/** The newest API that this code was written against, and the first that counts tasks per service. */
const knownApi = 44;
const oldestApi = 41;

/** No list of a swarm that this is made for is larger, in bytes: ten times that of 10,000 tasks. */
const largestList = 256 * 1024 * 1024;

/** No other answer is larger, in bytes. */
const largestAnswer = 1024 * 1024;

/** Bytes that are read from the socket at a time. */
const chunkBytes = 64 * 1024;

const minor = (version: string): number => Number(version.split('.')[1]);

/** Makes a client of the engine behind a Unix socket. @param atMost bytes of a list that are taken */
export const openDocker = (socket: string, atMost = largestList): DockerClient => {
  const underWay = new Set<AbortController>();
  const lendChunk = makeMemoryPool(chunkBytes);
  const lendRoom = makeMemoryPool(2 * chunkBytes);
  let api: string | undefined;

  /** Asks for a path, and takes what comes up to a size. @throws CollectorError or CollectorSkipped, a sentence each */
  const get = async (path: string, most: number, take: (bytes: Buffer) => void, signal: AbortSignal): Promise<void> => {
    const refusal: Buffer[] = [];
    let size = 0;
    const takeLimited = (bytes: Buffer, { status }: AnswerHead) => {
      const limit = status === 200 ? most : largestAnswer;
      size += bytes.length;
      if (size > limit) throw new AnswerTooLarge(limit);
      if (status === 200) take(bytes);
      else refusal.push(Buffer.from(bytes));
    };
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal.addEventListener('abort', abort, { once: true });
    underWay.add(controller);
    try {
      signal.throwIfAborted();
      const { status } = await lendChunk((chunk) => getThrough(socket, path, takeLimited, controller.signal, chunk));
      if (status !== 200) throw new DockerStatusError(status, path, Buffer.concat(refusal).toString('utf8'));
    } catch (cause) {
      throw explain(cause, socket, path);
    } finally {
      signal.removeEventListener('abort', abort);
      underWay.delete(controller);
    }
  };

  const getOne = async <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const chunks: Buffer[] = [];
    await get(path, largestAnswer, (bytes) => void chunks.push(Buffer.from(bytes)), signal);
    const what = `The Docker engine's answer to ${path}`;
    return validateAnswer(parseAnswer(Buffer.concat(chunks).toString('utf8'), what), schema, what);
  };

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

  const versioned = async <T>(path: string, signal: AbortSignal, work: (path: string) => Promise<T>): Promise<T> => {
    api ??= await negotiate(signal);
    try {
      return await work(`/v${api}${path}`);
    } catch (error) {
      // The engine may be another one by the next scrape.
      api = undefined;
      throw error;
    }
  };

  const each: DockerClient['each'] = (listPath, schema, take, signal) =>
    versioned(listPath, signal, async (path) => {
      const what = `The Docker engine's answer to ${path}`;
      let index = 0;
      const takeElement = (element: Readonly<Record<string, unknown>>) => {
        take(validateAnswer(element, schema, what, index));
        index += 1;
      };
      await lendRoom(async (room) => {
        const reader = makeJsonListReader(Object.keys(schema.shape), takeElement, room);
        await get(path, atMost, reader.write, signal);
        try {
          reader.end();
        } catch (cause) {
          throw explain(cause, socket, path);
        }
      });
    });

  return {
    ask: (path, schema, signal) => versioned(path, signal, (whole) => getOne(whole, schema, signal)),
    each,
    async list(path, schema, signal) {
      const elements: z.output<typeof schema>[] = [];
      await each(path, schema, (element) => void elements.push(element), signal);
      return elements;
    },
    async close() {
      for (const controller of underWay) controller.abort();
    },
  };
};
