import { Agent, request } from 'undici';
import type { z } from 'zod';
import { CollectorError, CollectorSkipped } from '../engine/collector.ts';
import { docker } from './docker-schema.ts';

/** What may be asked. The engine's socket is root on the machine: nothing else is, and nothing but GET. */
type Path = '/info' | '/nodes' | '/services?status=true' | '/tasks';

/** Asks the Docker engine. @throws CollectorError if it fails to answer; CollectorSkipped if no engine is there */
export type AskDocker = <T>(path: Path, schema: z.ZodType<T>, signal: AbortSignal) => Promise<T>;

/** The newest API that this code was written against, and the first that counts tasks per service. */
const knownApi = 44;
const oldestApi = 41;

/** No answer of a swarm that this is made for is larger, in bytes. */
const largestAnswer = 64 * 1024 * 1024;

/** Errors of a socket that nobody listens on, or that is not there. */
const absent: readonly unknown[] = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'];

/** An answer with a status that is not 200. */
export class DockerStatusError extends CollectorError {
  override name = 'DockerStatusError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const minor = (version: string): number => Number(version.split('.')[1]);

/** Makes a client of the engine behind a Unix socket, and what ends it. */
export const openDocker = (socket: string): { readonly ask: AskDocker; readonly close: () => Promise<void> } => {
  const agent = new Agent({ connect: { socketPath: socket }, maxResponseSize: largestAnswer, connections: 4 });
  let api: string | undefined;

  const get = async <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const { statusCode, body } = await request(`http://docker${path}`, { dispatcher: agent, signal }).catch(
      (cause: unknown) => {
        throw explain(cause, socket);
      },
    );
    const text = await body.text().catch((cause: unknown) => {
      throw explain(cause, socket);
    });
    if (statusCode !== 200) {
      throw new DockerStatusError(
        statusCode,
        `The Docker engine answers ${path} with status ${statusCode}: ${excerpt(text)}`,
      );
    }
    const parsed = schema.safeParse(parseJson(text, path));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the whole';
    throw new CollectorError(
      `The Docker engine's answer to ${path} is not as its API says: ${place}: ${issue?.message}.`,
      {
        cause: parsed.error,
      },
    );
  };

  /** The version to speak: the engine's own, up to the one known here, unless the engine has given that up. */
  const negotiate = async (signal: AbortSignal): Promise<string> => {
    const { ApiVersion, MinAPIVersion } = await get('/version', docker.version, signal);
    if (minor(ApiVersion) < oldestApi) {
      throw new CollectorError(
        `The Docker engine speaks API ${ApiVersion}, expected 1.${oldestApi} or later: update Docker to 20.10 or later.`,
      );
    }
    return `1.${Math.max(Math.min(minor(ApiVersion), knownApi), minor(MinAPIVersion ?? `1.${oldestApi}`))}`;
  };

  return {
    async ask(path, schema, signal) {
      api ??= await negotiate(signal);
      try {
        return await get(`/v${api}${path}`, schema, signal);
      } catch (error) {
        // The engine may be another one by the next scrape.
        api = undefined;
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
};

const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
};

const parseJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CollectorError(`The Docker engine's answer to ${path} is not JSON: ${excerpt(text)}`, { cause });
  }
};

const explain = (cause: unknown, socket: string): Error => {
  const code = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (absent.includes(code)) {
    return new CollectorSkipped(`No Docker engine answers at ${socket} (exporter.dockerSocket).`, { cause });
  }
  if (code === 'EACCES') {
    return new CollectorSkipped(
      `This user may not open the Docker engine's socket ${socket} (exporter.dockerSocket); to watch Swarm, let it, or put a read-only proxy before it.`,
      { cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CollectorError(`The Docker engine at ${socket} does not answer as it should: ${reason}.`, { cause });
};
