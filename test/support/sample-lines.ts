import { vi } from 'vitest';
import { type LogValues, logFields } from '../../app/logging/fields.ts';
import { logStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { createRecorder, type LogRecord } from '../../winston/record.ts';

/** Something that the chat logs. */
export interface Said {
  readonly at: string;
  readonly message: string;
  readonly level?: 'error' | 'warn' | 'info';
  readonly worker?: string;
  readonly values?: LogValues;
  readonly error?: Error;
}

/** What the app's own log makes of what is said: one line each, numbered by its writer, at the times that are given. */
export const chatRecords = (
  { environment }: Pick<Config, 'environment'>,
  service: string,
  said: readonly Said[],
): LogRecord[] => {
  const writers = new Map<string, ReturnType<typeof createRecorder>>();
  const writerOf = (worker: string) => {
    const known = writers.get(worker);
    if (known) return known;
    const created = createRecorder({
      service: { name: service, version: worker === '2' ? 'build-8' : 'build-7', environment },
      dataset: logStream.dataset,
      labels: { worker },
      fields: logFields,
    });
    writers.set(worker, created);
    return created;
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    return said.map(({ at, message, level = 'info', worker = '1', values, error }) => {
      vi.setSystemTime(new Date(at));
      return writerOf(worker)({ level, message, ...values, ...(error && { err: error }) });
    });
  } finally {
    vi.useRealTimers();
  }
};

/** An access as nginx logs it. */
export interface Access {
  readonly client: string;
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  readonly agent: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The line of nginx' combined format. */
export const accessLine = (at: Date, { client, request, status, bytes, agent }: Access): string => {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${client} - - [${day}:${time} +0000] "${request}" ${status} ${bytes} "-" "${agent}"`;
};
