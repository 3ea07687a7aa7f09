import { lineFields } from '../../winston/fields.ts';

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

type AnyField = (typeof lineFields)[number];

/** What the chat can say more exactly of fields that any line has. */
const words: Readonly<Partial<Record<AnyField['name'], string>>> = {
  'log.level': 'error, warn, info or debug.',
  message: 'What happened, in a sentence; never the text of a chat message.',
  'event.dataset': 'chat.app, as in the name of the data stream.',
  'event.action': 'Socket event or job that the line is about.',
  'service.version': 'Build id of the running code.',
  'service.environment': 'Where it runs, as the namespace of the data stream.',
  'http.request.id': 'Joins all lines of one HTTP request or socket event.',
};

const ofAnyLine = lineFields.map((field) => ({ ...field, description: words[field.name] ?? field.description }));

const ofTheChat = [
  { name: 'event.outcome', type: 'keyword', description: 'success or failure.' },
  {
    name: 'event.reason',
    type: 'keyword',
    description: 'Why a socket event was not carried out: invalid, blocked for a bad word, or failed.',
  },
  { name: 'event.duration', type: 'long', description: 'How long it took, in nanoseconds.' },
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
  { name: 'labels.room', type: 'keyword', description: 'Chat room that the line is about.' },
  { name: 'labels.worker', type: 'keyword', description: 'Place of the worker in the cluster, or primary.' },
] as const;

/**
 * Every field that a log line of the app may carry. Whatever else somebody logs goes under `labels` as text, so that no
 * line can change the type of a field. Logger, index template and Logstash pipeline are made from this list.
 * @see https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export const logFields = [...ofAnyLine, ...ofTheChat] as const satisfies readonly LogField[];

type Declared = (typeof logFields)[number];

/** Values that a caller may give to declared fields, by their dotted names. */
export type LogValues = {
  readonly [F in Declared as F['name']]?: F['type'] extends 'long' ? number : string;
};
