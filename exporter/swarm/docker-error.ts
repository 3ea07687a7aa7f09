import { CollectorError, CollectorSkipped } from '../engine/collector.ts';
import { excerpt } from '../json-answer.ts';
import { JsonListError } from './json-list.ts';

/** Errors of a socket that nobody listens on, or that is not there. */
const absent: readonly unknown[] = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'];

/** An answer with a status that is not 200. */
export class DockerStatusError extends CollectorError {
  override name = 'DockerStatusError';
  readonly status: number;

  constructor(status: number, path: string, text: string) {
    super(`The Docker engine answers ${path} with status ${status}: ${excerpt(text)}`);
    this.status = status;
  }
}

/** An answer that goes on beyond all that could be sensible. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';

  constructor(bytes: number) {
    super(`it is larger than ${bytes / 1024 / 1024} MiB`);
  }
}

/** Says in a sentence why the engine behind a socket did not answer a path; what is a sentence already stays. */
export const explain = (cause: unknown, socket: string, path: string): CollectorError | CollectorSkipped => {
  if (cause instanceof CollectorError || cause instanceof CollectorSkipped) return cause;
  if (cause instanceof JsonListError) {
    const what = cause.found === '' ? 'ends before its list does' : `is not a JSON list: ${excerpt(cause.found)}`;
    return new CollectorError(`The Docker engine's answer to ${path} ${what}`, { cause });
  }
  if (cause instanceof AnswerTooLarge) {
    return new CollectorError(`The Docker engine's answer to ${path} is not read: ${cause.message}.`, { cause });
  }
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
