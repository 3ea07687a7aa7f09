import { type LogField, logFields } from '../app/logging/fields.ts';
import { logStream } from '../config/elasticsearch-names.ts';
import type { DeclaredField } from '../winston/fields.ts';
import { nginxLogFields, nginxLogStream } from './nginx/fields.ts';
import { deadLetterFields, deadLetterStream } from './pipelines/fields.ts';

/** A kind of log lines, each with a data stream per environment. */
export interface LogStreamKind {
  readonly type: 'logs';
  readonly dataset: string;
  /** Environment that its lines name, where they are not of the configuration's. */
  readonly namespace?: string;
  readonly fields: readonly (Pick<LogField, 'name' | 'type'> | DeclaredField)[];
  /** Name of its index template, lifecycle and ingest pipeline, and how the names of its component templates begin. */
  readonly template: string;
  /** The index template with the highest one counts. Elastic's own for logs-*-* has 100, those of its integrations 200. */
  readonly priority: number;
  /** File that declares its fields. */
  readonly declaredIn: string;
}

/** What the chat service logs. */
export const chatLines: LogStreamKind = {
  ...logStream,
  fields: logFields,
  template: `${logStream.type}-${logStream.dataset}`,
  priority: 250,
  declaredIn: 'app/logging/fields.ts',
};

/** Accesses that an nginx logs. */
export const nginxLines: LogStreamKind = {
  ...nginxLogStream,
  fields: nginxLogFields,
  // Elastic's integration of nginx has a template logs-nginx.access, which must not be overwritten where both are.
  template: 'gapwatch-nginx.access',
  priority: 250,
  declaredIn: 'logstash/nginx/fields.ts',
};

/** What Elasticsearch refused of Logstash. */
export const deadLetterLines: LogStreamKind = {
  ...deadLetterStream,
  fields: deadLetterFields,
  template: `${deadLetterStream.type}-${deadLetterStream.dataset}`,
  priority: 250,
  declaredIn: 'logstash/pipelines/fields.ts',
};

/** Every kind of lines that this project stores itself. */
export const logStreams: readonly LogStreamKind[] = [chatLines, nginxLines, deadLetterLines];
