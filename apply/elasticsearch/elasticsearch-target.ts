import { retentionPart } from '../../logstash/elastic/lifecycle.ts';
import { owner } from '../../logstash/elastic/owner.ts';
import { type ElasticResource, pathOf, type ResourceKind } from '../../logstash/elastic/resource.ts';
import type { Api } from '../http/api.ts';
import { type Item, planItems } from '../items.ts';
import type { Change, Target } from '../target.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { listedKinds } from './kinds.ts';
import { oldItem, resourceItem, type Surprises } from './resource-item.ts';

/** Data streams hold lines from the moment on at which they are there: so they are made when all else has gone well. */
const isStream = ({ kind }: ElasticResource): boolean => kind === 'data-stream' || kind === 'data-stream-lifecycle';

const inOrder = (resources: readonly ElasticResource[]): readonly ElasticResource[] => [
  ...resources.filter((one) => !isStream(one)),
  ...resources.filter(isStream),
];

/** The things of which this server needs something, and a sentence for each that it, or who asks, goes without. */
const weigh = async (
  api: Api,
  resources: readonly ElasticResource[],
  inventory: Inventory,
  surprises: Surprises,
): Promise<{ readonly items: Item[]; readonly notes: Set<string> }> => {
  const items: Item[] = [];
  const notes = new Set<string>();
  const lacking = new Set<string>();
  for (const resource of inOrder(resources)) {
    const { path, needs, insteadOf, without, withoutRight } = resource;
    if (needs !== undefined && lacking.has(needs)) continue;
    if (insteadOf !== undefined && !lacking.has(insteadOf)) continue;
    const held = await inventory.holding(resource);
    const unknown = held.state === 'lacking' || held.state === 'forbidden';
    const sentence =
      surprises.without.get(path) ?? (unknown ? { lacking: without, forbidden: withoutRight }[held.state] : undefined);
    if (sentence === undefined && unknown) throw held.no;
    if (sentence === undefined) {
      items.push(resourceItem(api, resource, held.state === 'there' ? held.body : undefined, surprises));
      continue;
    }
    notes.add(sentence);
    lacking.add(path);
  }
  return { items, notes };
};

const kindsOfMany = Object.keys(listedKinds) as ResourceKind[];

const leftOver = (api: Api, resources: readonly ElasticResource[], inventory: Inventory): Item[] => {
  const wanted = new Set(resources.map(({ path }) => path));
  return kindsOfMany.flatMap((kind) =>
    [...inventory.all(kind)].flatMap(([name, body]) => {
      const path = pathOf(kind, name);
      const ours = listedKinds[kind]?.ownerOf(body) === owner;
      return ours && !wanted.has(path) ? [oldItem(api, { kind, name, path }, body)] : [];
    }),
  );
};

/** Those that are there keep what they have. */
const countsLater =
  'Changed templates count for the next index of each data stream; POST /NAME/_rollover begins it at once.';

/** Those that are wanted have a lifecycle of their own, which is changed too. */
const keptAsBefore =
  'Data streams of other environments that are there keep lines as long as before; PUT /_data_stream/NAME/_lifecycle changes that.';

const laterNotes = (changes: readonly Change[]): string[] => {
  const changed = changes.filter(({ action, kind }) => action === 'change' && kind.endsWith('template'));
  const retentions = changed.filter(({ name }) => name.endsWith(retentionPart));
  return [
    ...(changed.length > retentions.length ? [countsLater] : []),
    ...(retentions.length > 0 ? [keptAsBefore] : []),
  ];
};

/** Elasticsearch: all that it is to keep for the log lines, in the order in which it is listed. */
export const elasticsearchTarget = (api: Api, resources: readonly ElasticResource[]): Target => {
  const surprises: Surprises = { without: new Map() };
  return {
    name: 'elasticsearch',
    title: api.title,
    url: api.url,
    close: api.close,
    async plan({ prune, signal }) {
      const inventory = await takeInventory(api, kindsOfMany, signal);
      const { items, notes } = await weigh(api, resources, inventory, surprises);
      const plan = planItems(items, leftOver(api, resources, inventory), prune);
      return {
        ...plan,
        notes: [...notes, ...laterNotes(plan.changes)],
        obstacles: [],
        advice: 'it keeps them otherwise than it was given them',
      };
    },
  };
};
