import type { ElasticResource } from '../../logstash/elastic/resource.ts';
import { refusal } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Item } from '../items.ts';
import { type Body, compareBodies } from './body-form.ts';
import { listedKinds, puttable } from './kinds.ts';
import { isLacking } from './lacking.ts';

type Place = Pick<ElasticResource, 'kind' | 'name' | 'path'>;

/** What a person calls it. */
const titleOf = ({ kind }: Pick<ElasticResource, 'kind'>): string =>
  listedKinds[kind]?.title ?? kind.replaceAll('-', ' ');

const put = async (api: Api, place: Place, body: Body | undefined, signal: AbortSignal) => {
  const json = body === undefined ? {} : { json: body };
  return api.send({ method: 'PUT', path: place.path, ...json, signal });
};

const remove = async (api: Api, place: Place, signal: AbortSignal): Promise<void> => {
  const answer = await api.send({ method: 'DELETE', path: place.path, signal });
  if (answer.status !== 200 && answer.status !== 404) {
    throw refusal(api, `delete ${titleOf(place)} ${place.name}`, answer);
  }
};

/** Makes it again what it was. */
const undo =
  (api: Api, place: Place, found: Body | undefined): NonNullable<Item['undo']> =>
  async (signal) => {
    if (found === undefined) return remove(api, place, signal);
    const answer = await put(api, place, puttable(found), signal);
    if (answer.status !== 200) throw refusal(api, `take back ${titleOf(place)} ${place.name}`, answer);
  };

/** What went otherwise than it could be foreseen. */
export interface Surprises {
  /** Paths of what turned out to be unknown to the server, or not allowed to who asks. */
  readonly without: Map<string, string>;
}

/** A resource beside what is there under its name. */
export const resourceItem = (
  api: Api,
  resource: ElasticResource,
  found: Body | undefined,
  { without }: Surprises,
): Item => {
  const { kind, name, path } = resource;
  const body = resource.body as Body | undefined;
  return {
    kind: titleOf(resource),
    name,
    ...compareBodies(found, body ?? {}),
    async run(signal) {
      const answer = await put(api, resource, body, signal);
      if (answer.status === 200) return;
      // The only one that cannot be put twice.
      if (kind === 'data-stream' && answer.text.includes('resource_already_exists_exception')) return;
      if (resource.without !== undefined && isLacking(answer)) without.set(path, resource.without);
      else if (resource.withoutRight !== undefined && answer.status === 403) without.set(path, resource.withoutRight);
      else throw refusal(api, `take ${titleOf(resource)} ${name}`, answer);
    },
    ...(kind === 'data-stream'
      ? { stays: `Data stream ${name} stays, as lines may have come into it.` }
      : { undo: undo(api, resource, found) }),
  };
};

/** Something of ours that nothing wants any more. */
export const oldItem = (api: Api, place: Place, found: Body): Item => ({
  kind: titleOf(place),
  name: place.name,
  found,
  wanted: undefined,
  run: (signal) => remove(api, place, signal),
  undo: undo(api, place, found),
});
