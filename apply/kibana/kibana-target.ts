import type { GeneratedFile } from '../../config/generated-file.ts';
import { ApplyError } from '../apply-error.ts';
import type { Api } from '../http/api.ts';
import { changeOf } from '../items.ts';
import type { Step, Target } from '../target.ts';
import { importObjects } from './import-objects.ts';
import { deleteObject, exportObjects, findNames } from './object-store.ts';
import { compareForms, isOwn, keyOf, type SavedObject, writtenObjects } from './saved-object.ts';

/** Types that this project makes objects of, now or before. */
const types = ['index-pattern', 'search', 'lens', 'visualization', 'dashboard', 'tag'];

/** All objects that are made or changed, at once, since they refer to each other. */
const importStep = (api: Api, wanted: readonly SavedObject[], found: readonly SavedObject[]): Step => {
  const before = new Map(found.map((object) => [keyOf(object), object]));
  let elsewhere: Awaited<ReturnType<typeof importObjects>> = [];
  return {
    async run(signal) {
      elsewhere = await importObjects(api, wanted, signal);
      const [first] = elsewhere;
      if (first === undefined) return;
      throw new ApplyError(
        `Kibana at ${api.url} has an object of the same id as ours in another space, and put ${keyOf(first)} beside it; delete the other one.`,
      );
    },
    async undo(signal) {
      const made = wanted.filter((object) => !before.has(keyOf(object)));
      for (const object of [...elsewhere, ...made.toReversed()]) await deleteObject(api, object, signal);
      await importObjects(
        api,
        wanted.flatMap((object) => before.get(keyOf(object)) ?? []),
        signal,
      );
    },
  };
};

const deleteStep = (api: Api, found: SavedObject): Step => ({
  run: (signal) => deleteObject(api, found, signal),
  async undo(signal) {
    await importObjects(api, [found], signal);
  },
});

/**
 * Kibana: the generated objects of one space. Objects with ids of other beginnings are never touched.
 * @param api with the space in its address
 * @see https://www.elastic.co/docs/api/doc/kibana/group/endpoint-saved-objects
 */
export const kibanaTarget = (api: Api, files: readonly GeneratedFile[]): Target => ({
  name: 'kibana',
  title: api.title,
  url: api.url,
  close: api.close,
  async plan({ prune, signal }) {
    const wanted = writtenObjects(files);
    const known = wanted.map(keyOf);
    const there = await findNames(api, [...new Set([...types, ...wanted.map(({ type }) => type)])], signal);
    const old = (there ?? []).filter((name) => isOwn(name.id) && !known.includes(keyOf(name)));
    const found = await exportObjects(api, [...wanted, ...(prune ? old : [])], signal);
    const foundOf = (object: Pick<SavedObject, 'type' | 'id'>) => found.find((one) => keyOf(one) === keyOf(object));
    const differing = wanted.flatMap((object) => {
      const change = changeOf({ kind: object.type, name: object.id, ...compareForms(foundOf(object), object) });
      return change === undefined ? [] : [{ object, change }];
    });
    const going = prune ? old.flatMap((name) => foundOf(name) ?? []) : [];
    const objects = differing.map(({ object }) => object);
    return {
      changes: [
        ...differing.map(({ change }) => change),
        ...going.map(({ type, id }) => ({ action: 'delete' as const, kind: type, name: id, differences: [] })),
      ],
      steps: [
        ...(objects.length > 0 ? [importStep(api, objects, found)] : []),
        ...going.map((object) => deleteStep(api, object)),
      ],
      leftOver: prune ? [] : old.map(keyOf),
      notes: there ? [] : [`Kibana at ${api.url} does not search for objects: what is left over is not seen.`],
      obstacles: [],
      advice: 'it keeps them otherwise than it was given them',
    };
  },
});
