import { ecsFields } from '@elastic/ecs-winston-format';
import winston from 'winston';
import { logStream } from '../../config/elasticsearch-names.ts';
import { makeDocument } from './document.ts';
import type { LogValues } from './fields.ts';
import { currentRequestId } from './request-context.ts';
import type { LogSink } from './sink.ts';
import { SinkTransport } from './sink-transport.ts';

type Level = 'error' | 'warn' | 'info' | 'debug';

/** Writes a line: what happened, declared values, and the error if there is one. Never the text of a chat message. */
export type Log = Readonly<Record<Level, (message: string, values?: LogValues, error?: unknown) => void>>;

/** What every line of a process says about it. */
export interface Writer {
  readonly service: string;
  readonly environment: string;
  readonly buildId: string;
  readonly worker: string;
  /** Random: it and `event.sequence` make the id of a line. */
  readonly name: string;
}

/** What winston writes for a line. @see https://github.com/winstonjs/triple-beam */
const message = Symbol.for('message');

const errorValues = (error: unknown): LogValues & { readonly err?: Error } => {
  if (error === undefined) return {};
  if (!(error instanceof Error)) return { 'error.message': String(error) };
  // mysql2 and Node say more by the code than by the class.
  return { err: error, ...('code' in error && { 'error.code': String(error.code) }) };
};

/** The log of one process: ECS documents, one a line, to the console and to `sink`. */
export const createLog = (writer: Writer, sink: LogSink | undefined, level: Level = 'info'): Log => {
  let sequence = 0;
  const document = winston.format((info) => {
    const { level: _level, ...line } = info;
    info[message] = JSON.stringify(makeDocument(line));
    return info;
  });
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(ecsFields({ apmIntegration: false }), document()),
    transports: [new winston.transports.Console(), ...(sink ? [new SinkTransport(sink)] : [])],
  });
  const constant: LogValues = {
    'event.dataset': logStream.dataset,
    'service.name': writer.service,
    'service.version': writer.buildId,
    'service.environment': writer.environment,
    'process.pid': process.pid,
    'labels.worker': writer.worker,
    'labels.writer': writer.name,
  };
  // The request is read here and not in the format: under load winston formats a line later, in another's context.
  const write = (at: Level) => (text: string, values?: LogValues, error?: unknown) => {
    if (!logger.isLevelEnabled(at)) return;
    sequence += 1;
    const requestId = currentRequestId();
    logger.log({
      level: at,
      message: text,
      ...constant,
      'event.id': `${writer.name}-${sequence}`,
      'event.sequence': sequence,
      ...(requestId !== undefined && { 'http.request.id': requestId }),
      ...values,
      ...errorValues(error),
    });
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
};
