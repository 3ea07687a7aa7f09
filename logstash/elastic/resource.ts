/** A kind of things that Elasticsearch keeps. */
export type ResourceKind = keyof typeof folders;

/** Where things of a kind are put, and asked for. */
const folders = {
  'ingest-pipeline': '/_ingest/pipeline/',
  'lifecycle-policy': '/_ilm/policy/',
  'component-template': '/_component_template/',
  'index-template': '/_index_template/',
  'data-stream': '/_data_stream/',
  'data-stream-lifecycle': '/_data_stream/',
  role: '/_security/role/',
} as const;

/** A thing that Elasticsearch is to keep. */
export interface ElasticResource {
  readonly kind: ResourceKind;
  readonly name: string;
  /** Where it is put (PUT) and asked for (GET); no two have the same. */
  readonly path: string;
  /** What is put there; a data stream has none. */
  readonly body?: object;
  /** What one does without where the server does not know such things; absent where nothing goes without them. */
  readonly without?: string;
  /** What it means where whoever applies it has no right to; absent where that is an error. */
  readonly withoutRight?: string;
  /** Path of another that this one is of no use without. */
  readonly needs?: string;
  /** Path of another whose place this one takes where the server does not know that one. */
  readonly insteadOf?: string;
}

/** Where Elasticsearch keeps the thing of that kind and name. */
export const pathOf = (kind: ResourceKind, name: string): string =>
  `${folders[kind]}${encodeURIComponent(name)}${kind === 'data-stream-lifecycle' ? '/_lifecycle' : ''}`;

/** A resource under the path of its kind. */
export const resource = (
  kind: ResourceKind,
  name: string,
  body?: object,
  more: Pick<ElasticResource, 'without' | 'withoutRight' | 'needs' | 'insteadOf'> = {},
): ElasticResource => ({ kind, name, path: pathOf(kind, name), ...(body && { body }), ...more });
