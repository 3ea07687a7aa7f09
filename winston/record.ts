import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type LogContext, notedContext } from './context.ts';
import { createDocumentMaker, type Draft } from './document.ts';
import { lineValues, type WinstonInfo } from './error-values.ts';
import { type DeclaredField, loggedFields } from './fields.ts';
import type { Redaction } from './redaction.ts';

/** What every line of a logger says of it, and how lines become documents. */
export interface RecordOptions {
  /** Name of the service, and what is known of it besides. */
  readonly service: string | { readonly name: string; readonly version?: string; readonly environment?: string };
  /** `event.dataset` of the lines, and part of the data stream's name: lower case, without hyphens. The service's name unless given. */
  readonly dataset?: string;
  /** Labels that every line carries. */
  readonly labels?: Readonly<Record<string, string | number>>;
  /**
   * Fields that have places of their own, besides those of any line, errors and ids of requests among them; those of ECS that services log
   * (`ecsFields` of `gapwatch/winston/fields`), unless given.
   */
  readonly fields?: readonly DeclaredField[];
  /** What is taken out, besides what looks like a token or a password. */
  readonly redact?: Redaction;
  /** Where ids of requests and traces come from. */
  readonly context?: Pick<LogContext, 'current'>;
}

/** A line as it is shipped. */
export interface LogRecord {
  /** Writer and sequence. */
  readonly id: string;
  /** The document, as JSON in one line, in parts. */
  readonly line: readonly string[];
  readonly level: string;
}

/** The one that Elastic's own formats for Node's loggers name. */
const ecsVersion = '8.10.0';

const level = Symbol.for('level');

/** What every document says of its line, in the order in which it is set below; whatever the line says itself. */
const own = ['@timestamp', 'log.level', 'event.id', 'event.sequence', 'labels.writer'] as const;

/** The time as JSON: made once for all lines of a millisecond. */
const createTimestamps = (): (() => string) => {
  let at = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `"${new Date(now).toISOString()}"`;
    }
    return text;
  };
};

/** The level of a line, whatever stands there. */
export const levelOf = (info: WinstonInfo): string => {
  try {
    return String(info[level] ?? info.level);
  } catch {
    return 'info';
  }
};

/** A level as JSON: made once for all lines of one level that follow each other. */
const createLevels = (): ((level: string) => string) => {
  let last = '';
  let text = '""';
  return (at) => {
    if (at !== last) {
      last = at;
      text = JSON.stringify(at);
    }
    return text;
  };
};

/** A text that may be none, or may not even be had. */
const textOf = (read: () => unknown): string => {
  try {
    const value = read();
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};

/** A name as data streams take it as their dataset. */
const datasetOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9._]+/g, '_');

/** The service, in all its parts, and its dataset. */
export const identityOf = ({ service, dataset }: Pick<RecordOptions, 'service' | 'dataset'>) => {
  const { name, version, environment } = typeof service === 'string' ? { name: service } : service;
  return { name, version, environment, dataset: dataset ?? datasetOf(name) };
};

/**
 * Makes records of a logger's lines, numbered from 1 under a new random name: in what one writer has stored, a gap is a lost line.
 * Never throws: of a line that cannot be read its level and message are kept, and why.
 */
export const createRecorder = (options: RecordOptions): ((info: WinstonInfo) => LogRecord) => {
  const { name, version, environment, dataset } = identityOf(options);
  const { labels = {}, fields, context } = options;
  const writer = randomBytes(8).toString('hex');
  const quotedWriter = JSON.stringify(writer);
  const constants = {
    'ecs.version': ecsVersion,
    'event.dataset': dataset,
    'service.name': name,
    'service.version': version,
    'service.environment': environment,
    'host.hostname': hostname(),
    'process.pid': process.pid,
    labels,
  };
  const { begin, add, render } = createDocumentMaker(loggedFields(fields), {
    own,
    constants,
    ...(options.redact && { redact: options.redact }),
  });
  const time = createTimestamps();
  const quoted = createLevels();
  let sequence = 0;

  const read = (info: WinstonInfo): Draft => {
    const draft = begin();
    const { except, instead } = lineValues(info);
    const around = notedContext(info) ?? context?.current();
    if (around) add(draft, around);
    add(draft, info, except);
    if (instead) add(draft, instead);
    return draft;
  };
  const readLittle = (info: WinstonInfo, error: unknown): Draft => {
    const draft = begin();
    add(draft, { message: textOf(() => info.message), 'labels.unreadable': textOf(() => Object(error).message) });
    return draft;
  };

  return (info) => {
    sequence += 1;
    const id = `${writer}-${sequence}`;
    const at = levelOf(info);
    let draft: Draft;
    try {
      draft = read(info);
    } catch (error) {
      draft = readLittle(info, error);
    }
    const { values } = draft;
    values[0] = time();
    values[1] = quoted(at);
    values[2] = `"${id}"`;
    values[3] = String(sequence);
    values[4] = quotedWriter;
    return { id, line: render(draft), level: at };
  };
};
