/** Types of a field that tell how its values are written. All but the last three are written as text. */
export type FieldType = 'keyword' | 'text' | 'date' | 'long' | 'double' | 'boolean';

/** A field that has a place and a type of its own in the index; whatever is not declared goes under `labels` as text. */
export interface DeclaredField {
  /** Dotted path in the document. */
  readonly name: string;
  readonly type: FieldType;
}

/**
 * Fields of any line, whatever else its logger declares: who wrote it, what happened, what an error says, and to which request it
 * belongs. So lines of all services can be searched, counted and joined alike.
 */
export const lineFields = [
  { name: '@timestamp', type: 'date', description: 'When the line was written.' },
  { name: 'ecs.version', type: 'keyword', description: 'Version of the Elastic Common Schema that the line obeys.' },
  { name: 'log.level', type: 'keyword', description: "How urgent it is, by the logger's levels." },
  { name: 'message', type: 'text', description: 'What happened, in a sentence.' },
  {
    name: 'event.id',
    type: 'keyword',
    description: 'Writer and sequence; the document has it as its id, so no line is stored twice.',
  },
  { name: 'event.sequence', type: 'long', description: 'Counts the lines of one writer from 1: a gap is a lost line.' },
  { name: 'event.dataset', type: 'keyword', description: 'Kind of the lines, as in the name of the data stream.' },
  { name: 'event.action', type: 'keyword', description: 'What the line is about, in a word.' },
  { name: 'service.name', type: 'keyword', description: 'Name of the service that wrote it.' },
  { name: 'service.version', type: 'keyword', description: 'Version of its code.' },
  { name: 'service.environment', type: 'keyword', description: 'Where it runs.' },
  { name: 'host.hostname', type: 'keyword', description: 'Machine or container on which that process runs.' },
  { name: 'process.pid', type: 'long', description: 'Process that wrote the line.' },
  {
    name: 'trace.id',
    type: 'keyword',
    description: 'Joins the lines of all services that a request passes, by its `traceparent` header.',
  },
  { name: 'transaction.id', type: 'keyword', description: 'The part of that trace that this service did.' },
  { name: 'http.request.id', type: 'keyword', description: 'Joins all lines of one request.' },
  { name: 'error.type', type: 'keyword', description: 'Class of the error.' },
  { name: 'error.code', type: 'keyword', description: 'Code of the error, as Node or a library gives it.' },
  { name: 'error.message', type: 'text', description: 'What the error says.' },
  { name: 'error.stack_trace', type: 'text', description: 'Where the error came from, and what caused it.' },
  { name: 'labels.writer', type: 'keyword', description: 'Random name of the process that counts event.sequence.' },
] as const satisfies readonly (DeclaredField & { readonly description: string })[];

const moreKeywords = [
  'log.logger',
  'event.kind',
  'event.category',
  'event.type',
  'event.outcome',
  'event.reason',
  'process.thread.name',
  'span.id',
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
] as const;

const moreNumbers = [
  'event.duration',
  'http.request.body.bytes',
  'http.response.body.bytes',
  'http.response.status_code',
] as const;

/**
 * Fields of the Elastic Common Schema that services log: those that a line may carry where nobody declares others.
 * @see https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export const ecsFields: readonly DeclaredField[] = [
  ...lineFields.map(({ name, type }) => ({ name, type })),
  ...moreKeywords.map((name) => ({ name, type: 'keyword' }) as const),
  ...moreNumbers.map((name) => ({ name, type: 'long' }) as const),
];

/** All fields that lines of a logger may have which declares those; the fields of any line keep their types. */
export const loggedFields = (declared: readonly DeclaredField[] = ecsFields): readonly DeclaredField[] => {
  const ofAny = new Set<string>(lineFields.map(({ name }) => name));
  return [...lineFields, ...declared.filter(({ name }) => !ofAny.has(name))];
};
