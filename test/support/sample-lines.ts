import { vi } from 'vitest';
import { type LogValues, logFields } from '../../app/logging/fields.ts';
import { logStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { createRecorder, type LogRecord, type RecordOptions } from '../../winston/record.ts';

/** Something that the chat logs. */
export interface Said {
  readonly at: string;
  readonly message: string;
  readonly level?: 'error' | 'warn' | 'info';
  readonly worker?: string;
  readonly values?: LogValues;
  readonly error?: Error;
}

/** One line each of what is said, at the times that are given. */
const atTheirTimes = <T extends { readonly at: string }>(
  said: readonly T[],
  record: (one: T) => LogRecord,
): LogRecord[] => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    return said.map((one) => {
      vi.setSystemTime(new Date(one.at));
      return record(one);
    });
  } finally {
    vi.useRealTimers();
  }
};

/** Something that another service logs. */
export interface Told extends Omit<Said, 'level' | 'worker' | 'values'> {
  readonly level?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What the transport of another service makes of what it logs, as one writer. */
export const serviceRecords = (options: RecordOptions, told: readonly Told[]): LogRecord[] => {
  const record = createRecorder(options);
  return atTheirTimes(told, ({ message, level = 'info', values, error }) =>
    record({ level, message, ...values, ...(error && { err: error }) }),
  );
};

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
  return atTheirTimes(said, ({ message, level = 'info', worker = '1', values, error }) =>
    writerOf(worker)({ level, message, ...values, ...(error && { err: error }) }),
  );
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
