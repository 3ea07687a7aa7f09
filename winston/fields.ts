/** Types of a field that tell how its values are written. All but the last three are written as text. */
export type FieldType = 'keyword' | 'text' | 'date' | 'long' | 'double' | 'boolean';

/** A field that has a place and a type of its own in the index; whatever is not declared goes under `labels` as text. */
export interface DeclaredField {
  /** Dotted path in the document. */
  readonly name: string;
  readonly type: FieldType;
}

const keywords = [
  'ecs.version',
  'log.level',
  'log.logger',
  'event.id',
  'event.dataset',
  'event.kind',
  'event.category',
  'event.type',
  'event.action',
  'event.outcome',
  'event.reason',
  'service.name',
  'service.version',
  'service.environment',
  'host.hostname',
  'process.thread.name',
  'trace.id',
  'transaction.id',
  'span.id',
  'http.request.id',
  'http.request.method',
  'http.request.referrer',
  'http.version',
  'url.path',
  'url.query',
  'url.domain',
  'user.id',
  'user.name',
  'client.address',
  'user_agent.original',
  'error.id',
  'error.type',
  'error.code',
] as const;

const numbers = [
  'event.sequence',
  'event.duration',
  'process.pid',
  'http.request.body.bytes',
  'http.response.body.bytes',
  'http.response.status_code',
] as const;

/**
 * Fields of the Elastic Common Schema that services log: those that a line may carry where nobody declares others.
 * @see https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export const ecsFields: readonly DeclaredField[] = [
  { name: '@timestamp', type: 'date' },
  { name: 'message', type: 'text' },
  { name: 'error.message', type: 'text' },
  { name: 'error.stack_trace', type: 'text' },
  ...keywords.map((name) => ({ name, type: 'keyword' }) as const),
  ...numbers.map((name) => ({ name, type: 'long' }) as const),
];
