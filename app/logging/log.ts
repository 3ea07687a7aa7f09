import winston from 'winston';
import { ecsRecords } from '../../winston/format.ts';
import type { RecordOptions } from '../../winston/record.ts';
import type { GapwatchTransport } from '../../winston/transport.ts';
import type { LogValues } from './fields.ts';
import { requestContext } from './request-context.ts';

type Level = 'error' | 'warn' | 'info' | 'debug';

/** Writes a line: what happened, declared values, and the error if there is one. Never the text of a chat message. */
export type Log = Readonly<Record<Level, (message: string, values?: LogValues, error?: unknown) => void>>;

const errorValues = (error: unknown): LogValues & { readonly err?: Error } => {
  if (error === undefined) return {};
  return error instanceof Error ? { err: error } : { 'error.message': String(error) };
};

/** The log of one process: ECS documents, one a line, to the console and to where `transport` ships the same. */
export const createLog = (
  records: Omit<RecordOptions, 'context'>,
  transport: GapwatchTransport | undefined,
  level: Level = 'info',
): Log => {
  const logger = winston.createLogger({
    level,
    format: ecsRecords({ ...records, context: requestContext }),
    // Under load winston formats a line later, in another's context.
    defaultMeta: requestContext.meta(),
    transports: [new winston.transports.Console(), ...(transport ? [transport] : [])],
  });
  const write = (at: Level) => (message: string, values?: LogValues, error?: unknown) => {
    if (logger.isLevelEnabled(at)) logger.log({ level: at, message, ...values, ...errorValues(error) });
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
};
