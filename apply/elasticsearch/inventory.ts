import type { ElasticResource, ResourceKind } from '../../logstash/elastic/resource.ts';
import type { ApplyError } from '../apply-error.ts';
import { parseJson, refusal } from '../http/answer.ts';
import type { Answer, Api } from '../http/api.ts';
import { at, isRecord } from '../tree/record.ts';
import type { Body } from './body-form.ts';
import { type ListedKind, listedKinds } from './kinds.ts';
import { isLacking } from './lacking.ts';

/** What an Elasticsearch has of a resource. */
type Holding = { readonly state: 'there'; readonly body: Body } | { readonly state: 'missing' } | Unknown;

/** It knows no such things, or whoever asks may not know of them; and what it said. */
interface Unknown {
  readonly state: 'lacking' | 'forbidden';
  readonly no: ApplyError;
}

/** What there is of each kind. */
export interface Inventory {
  readonly holding: (resource: ElasticResource) => Promise<Holding>;
  /** All things of a kind by their names. */
  readonly all: (kind: ResourceKind) => ReadonlyMap<string, Body>;
}

type Listing = Map<string, Body> | Unknown;

/** @throws ApplyError if it is none of the answers that one can go on with */
const unknown = (api: Api, doing: string, answer: Answer): Unknown => {
  const no = refusal(api, doing, answer);
  if (isLacking(answer)) return { state: 'lacking', no };
  if (answer.status === 403) return { state: 'forbidden', no };
  throw no;
};

const readListing = async (api: Api, { title, list, read }: ListedKind, signal: AbortSignal): Promise<Listing> => {
  const answer = await api.send({ method: 'GET', path: list, signal });
  if (answer.status === 200) return read(parseJson(answer.text));
  // What there is none of, older ones do not find; a page that says 404 is of somebody else.
  if (answer.status === 404 && parseJson(answer.text) !== undefined) return new Map();
  return unknown(api, `tell of each ${title}`, answer);
};

/** A pipeline may name what this Elasticsearch cannot do; others are known by whether they can be listed. */
const missing = async (
  api: Api,
  { kind, name, body, without }: ElasticResource,
  signal: AbortSignal,
): Promise<Holding> => {
  if (kind !== 'ingest-pipeline' || without === undefined) return { state: 'missing' };
  const json = { pipeline: body, docs: [] };
  const answer = await api.send({ method: 'POST', path: '/_ingest/pipeline/_simulate', json, signal });
  return isLacking(answer)
    ? { state: 'lacking', no: refusal(api, `try ingest pipeline ${name}`, answer) }
    : { state: 'missing' };
};

/** A data stream, or its lifecycle: told by its own address. */
const lookAt = async (api: Api, { kind, path }: ElasticResource, signal: AbortSignal): Promise<Holding> => {
  const answer = await api.send({ method: 'GET', path, signal });
  if (answer.status === 404) return { state: 'missing' };
  if (answer.status !== 200) return unknown(api, `tell of ${path}`, answer);
  const streams = at(parseJson(answer.text), 'data_streams');
  const stream: unknown = Array.isArray(streams) ? streams[0] : undefined;
  if (stream === undefined) return { state: 'missing' };
  if (kind === 'data-stream') return { state: 'there', body: {} };
  const lifecycle = at(stream, 'lifecycle');
  return isRecord(lifecycle) ? { state: 'there', body: lifecycle } : { state: 'missing' };
};

/**
 * Asks an Elasticsearch what it has of the kinds that are wanted, each kind at once.
 * @throws ApplyError if it does not tell
 */
export const takeInventory = async (
  api: Api,
  kinds: Iterable<ResourceKind>,
  signal: AbortSignal,
): Promise<Inventory> => {
  const listings = new Map<ResourceKind, Listing>();
  for (const kind of new Set(kinds)) {
    const listed = listedKinds[kind];
    if (listed) listings.set(kind, await readListing(api, listed, signal));
  }
  return {
    async holding(resource) {
      const listing = listings.get(resource.kind);
      if (listing === undefined) return lookAt(api, resource, signal);
      if (!(listing instanceof Map)) return listing;
      const body = listing.get(resource.name);
      return body === undefined ? missing(api, resource, signal) : { state: 'there', body };
    },
    all(kind) {
      const listing = listings.get(kind);
      return listing instanceof Map ? listing : new Map();
    },
  };
};
