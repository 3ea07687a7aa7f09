import type { Logform } from 'winston';
import type { WinstonInfo } from './error-values.ts';
import { createRecorder, type LogRecord, type RecordOptions } from './record.ts';

/** What transports write. @see https://github.com/winstonjs/triple-beam */
const message = Symbol.for('message');

const made = Symbol('record of a log line');

/** The record that the format of the logger makes of a line; undefined without that format. */
export const recordOf = (info: WinstonInfo): LogRecord | undefined => {
  const make = info[made];
  return typeof make === 'function' ? make() : undefined;
};

/**
 * A format for a whole logger, by which its other transports, as the console, write the very documents that are shipped. A line is numbered
 * when the first transport takes it, so that those below every transport's level leave no gap: give all the same level.
 */
export const ecsRecords = (options: RecordOptions): Logform.Format => {
  const record = createRecorder(options);
  return {
    transform(info) {
      let one: LogRecord | undefined;
      const make = () => {
        one ??= record(info);
        return one;
      };
      return Object.defineProperties(info, {
        [made]: { value: make, enumerable: true, configurable: true },
        [message]: { get: () => make().line.join(''), enumerable: true, configurable: true },
      });
    },
  };
};
