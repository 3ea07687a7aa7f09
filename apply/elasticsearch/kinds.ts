import type { ResourceKind } from '../../logstash/elastic/resource.ts';
import { at, isRecord } from '../tree/record.ts';
import type { Body } from './body-form.ts';

/** How Elasticsearch tells of the things of a kind. */
export interface ListedKind {
  readonly title: string;
  /** Where all of them are told at once. */
  readonly list: string;
  /** Things by their names, as they are put. */
  readonly read: (answer: unknown) => Map<string, Body>;
  /** What a body says of who made it. */
  readonly ownerOf: (body: Body) => unknown;
}

const records = (value: unknown): [string, Body][] =>
  isRecord(value) ? Object.entries(value).flatMap(([name, one]) => (isRecord(one) ? [[name, one]] : [])) : [];

/** `{ index_templates: [{ name, index_template }] }`, and the same of component templates. */
const named =
  (list: string, body: string) =>
  (answer: unknown): Map<string, Body> => {
    const told = at(answer, list);
    return new Map(
      (Array.isArray(told) ? told : []).flatMap((one) => {
        const inner = at(one, body);
        return isRecord(inner) ? [[String(at(one, 'name')), inner]] : [];
      }),
    );
  };

const metaOwner = (body: Body): unknown => at(body, '_meta', 'managed_by');

/** The kinds of which there are many, each with a name of its own. Data streams hold lines: they are never listed or deleted. */
export const listedKinds: Readonly<Partial<Record<ResourceKind, ListedKind>>> = {
  'ingest-pipeline': {
    title: 'ingest pipeline',
    list: '/_ingest/pipeline',
    read: (answer) => new Map(records(answer)),
    ownerOf: metaOwner,
  },
  'lifecycle-policy': {
    title: 'lifecycle policy',
    list: '/_ilm/policy',
    read: (answer) =>
      new Map(records(answer).flatMap(([name, { policy }]) => (isRecord(policy) ? [[name, { policy }]] : []))),
    ownerOf: (body) => at(body, 'policy', '_meta', 'managed_by'),
  },
  'component-template': {
    title: 'component template',
    list: '/_component_template',
    read: named('component_templates', 'component_template'),
    ownerOf: metaOwner,
  },
  'index-template': {
    title: 'index template',
    list: '/_index_template',
    read: named('index_templates', 'index_template'),
    ownerOf: metaOwner,
  },
  role: {
    title: 'role',
    list: '/_security/role',
    read: (answer) => new Map(records(answer)),
    ownerOf: (body) => at(body, 'metadata', 'managed_by'),
  },
};

/** What of a body Elasticsearch tells, and does not take. */
const toldOnly = ['created_date_millis', 'modified_date_millis', 'created_date', 'modified_date', 'transient_metadata'];

/** A body that was read, as it can be put again. */
export const puttable = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !toldOnly.includes(key)));
