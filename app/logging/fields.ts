/** A field type of Elasticsearch that a log field may have. */
export type FieldType = 'keyword' | 'text' | 'long' | 'date' | 'ip' | 'geo_point';

/** A field that a log line may carry. */
export interface LogField {
  /** Dotted path in the document. */
  readonly name: string;
  readonly type: FieldType;
  readonly description: string;
}

/** Why a socket event was not carried out: the values of `event.reason`, and what its client is told. */
export type Refusal = 'invalid' | 'blocked' | 'failed';

/**
 * Every field that a log line of the app may carry. Whatever else somebody logs goes under `labels` as text, so that no
 * line can change the type of a field. Logger, index template and Logstash pipeline are made from this list.
 * @see https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export const logFields = [
  { name: '@timestamp', type: 'date', description: 'When the line was written.' },
  { name: 'ecs.version', type: 'keyword', description: 'Version of the Elastic Common Schema that the line obeys.' },
  { name: 'log.level', type: 'keyword', description: 'error, warn, info or debug.' },
  { name: 'message', type: 'text', description: 'What happened, in a sentence; never the text of a chat message.' },
  {
    name: 'event.id',
    type: 'keyword',
    description: 'Writer and sequence; the document has it as its id, so no line is stored twice.',
  },
  { name: 'event.sequence', type: 'long', description: 'Counts the lines of one writer from 1: a gap is a lost line.' },
  { name: 'event.dataset', type: 'keyword', description: 'chat.app, as in the name of the data stream.' },
  { name: 'event.action', type: 'keyword', description: 'Socket event or job that the line is about.' },
  { name: 'event.outcome', type: 'keyword', description: 'success or failure.' },
  {
    name: 'event.reason',
    type: 'keyword',
    description: 'Why a socket event was not carried out: invalid, blocked for a bad word, or failed.',
  },
  { name: 'event.duration', type: 'long', description: 'How long it took, in nanoseconds.' },
  { name: 'service.name', type: 'keyword', description: 'Name of the watched service.' },
  { name: 'service.version', type: 'keyword', description: 'Build id of the running code.' },
  { name: 'service.environment', type: 'keyword', description: 'Where it runs, as the namespace of the data stream.' },
  { name: 'host.hostname', type: 'keyword', description: 'Machine or container on which that process runs.' },
  { name: 'process.pid', type: 'long', description: 'Process that wrote the line.' },
  {
    name: 'trace.id',
    type: 'keyword',
    description: 'Joins the lines of all services that a request passes, by its `traceparent` header.',
  },
  { name: 'transaction.id', type: 'keyword', description: 'The part of that trace that this service did.' },
  { name: 'http.request.id', type: 'keyword', description: 'Joins all lines of one HTTP request or socket event.' },
  { name: 'http.request.method', type: 'keyword', description: 'Method of the HTTP request.' },
  { name: 'http.response.status_code', type: 'long', description: 'Status of the HTTP response.' },
  {
    name: 'url.path',
    type: 'keyword',
    description: 'Route of the HTTP request, as the template that the metrics use.',
  },
  { name: 'user.id', type: 'keyword', description: 'Whom the line is about, as its token says.' },
  {
    name: 'client.address',
    type: 'keyword',
    description: 'Address or network whose handshake was refused, or that sent too much.',
  },
  {
    name: 'db.query.text',
    type: 'keyword',
    description: 'A statement that MySQL took long for, with question marks in place of its values.',
  },
  { name: 'error.type', type: 'keyword', description: 'Class of the error.' },
  { name: 'error.code', type: 'keyword', description: 'Code of the error, as Node or MySQL gives it.' },
  { name: 'error.message', type: 'text', description: 'What the error says.' },
  { name: 'error.stack_trace', type: 'text', description: 'Where the error came from.' },
  { name: 'labels.room', type: 'keyword', description: 'Chat room that the line is about.' },
  { name: 'labels.worker', type: 'keyword', description: 'Place of the worker in the cluster, or primary.' },
  { name: 'labels.writer', type: 'keyword', description: 'Random name of the process that counts event.sequence.' },
] as const satisfies readonly LogField[];

type Declared = (typeof logFields)[number];

/** Values that a caller may give to declared fields, by their dotted names. */
export type LogValues = {
  readonly [F in Declared as F['name']]?: F['type'] extends 'long' ? number : string;
};
