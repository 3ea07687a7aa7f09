import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { type IndexNames, indexDefinition, koreanWords } from './index-definition.ts';

/** The indices of one service's messages in an Elasticsearch. */
export interface Indices {
  /** Whether an index answers people's searches, and whether it is as this release makes it. */
  readonly look: (signal: AbortSignal) => Promise<{ readonly serves: boolean; readonly current: boolean }>;
  /** Makes an empty index that takes changes from now on, and removes what an earlier, broken-off rebuild has left. */
  readonly begin: (signal: AbortSignal) => Promise<void>;
  /**
   * Puts the new index in the place of the old one in one step, so that every search has one of them, and removes the old one when
   * the last search of it has ended, or with the next rebuild. False where no new one is there.
   * @throws the signal's reason if it aborts before the new one serves
   */
  readonly finish: (signal: AbortSignal) => Promise<boolean>;
}

/** Milliseconds after which nobody waits any more for a search that has begun. */
const longestSearch = 2_000;

/** While an index is built nobody searches it. */
const refresh = { building: '30s', serving: '1s' } as const;

/** An index of ours: the alias and when it was made. Others may have names that begin alike. */
const isOurs = (name: string, serving: string): boolean =>
  name.startsWith(`${serving}-`) && /^\d{17}$/.test(name.slice(serving.length + 1));

const isDefinition = (meta: unknown, id: string): boolean =>
  typeof meta === 'object' && meta !== null && 'definition' in meta && meta.definition === id;

/**
 * Opens the indices behind the aliases of `names`.
 * @param words the analyser for words; by default that for Korean where its plugin is installed on every node
 */
export const openIndices = (
  client: Client,
  names: IndexNames,
  { words, now = Date.now }: { readonly words?: string; readonly now?: () => number } = {},
): Indices => {
  const findWords = async (signal: AbortSignal): Promise<string | undefined> => {
    if (words !== undefined) return words;
    const { nodes } = await client.nodes.info({ metric: 'plugins' }, { signal });
    const each = Object.values(nodes);
    const everywhere = each.every(({ plugins = [] }) => plugins.some(({ name }) => name === koreanWords.plugin));
    return each.length > 0 && everywhere ? koreanWords.analyzer : undefined;
  };

  const list = async (signal: AbortSignal) => {
    const found = await client.indices.get(
      { index: `${names.serving}-*`, features: ['aliases', 'mappings'] },
      { signal },
    );
    return Object.entries(found)
      .filter(([name]) => isOurs(name, names.serving))
      .map(([name, { aliases, mappings }]) => ({
        name,
        definition: mappings?._meta,
        serves: aliases !== undefined && names.serving in aliases,
        isBuilt: aliases !== undefined && names.building in aliases,
      }));
  };

  return {
    async look(signal) {
      const { id } = indexDefinition(await findWords(signal));
      const serving = (await list(signal)).filter(({ serves }) => serves);
      return { serves: serving.length > 0, current: serving.some(({ definition }) => isDefinition(definition, id)) };
    },
    async begin(signal) {
      const { settings, mappings } = indexDefinition(await findWords(signal));
      for (const { name, serves } of await list(signal))
        if (!serves) await client.indices.delete({ index: name }, { signal });
      await client.indices.create(
        {
          // Digits of the moment, from the year to the millisecond.
          index: `${names.serving}-${new Date(now()).toISOString().replace(/\D/g, '')}`,
          aliases: { [names.building]: {} },
          settings: { ...settings, refresh_interval: refresh.building },
          mappings,
        },
        { signal },
      );
    },
    async finish(signal) {
      const all = await list(signal);
      const built = all.find(({ isBuilt }) => isBuilt);
      if (!built) return false;
      await client.indices.putSettings(
        { index: built.name, settings: { refresh_interval: refresh.serving } },
        { signal },
      );
      await client.indices.refresh({ index: built.name }, { signal });
      const old = all.filter(({ serves }) => serves);
      await client.indices.updateAliases(
        {
          actions: [
            ...old.map(({ name }) => ({ remove: { index: name, alias: names.serving } })),
            { add: { index: built.name, alias: names.serving } },
            { remove: { index: built.name, alias: names.building } },
          ],
        },
        { signal },
      );
      // The new one serves whatever becomes of the old one, which else goes with the next rebuild.
      if (old.length > 0) await delay(longestSearch, undefined, { signal }).catch(() => {});
      for (const { name } of old) await client.indices.delete({ index: name }, { signal }).catch(() => {});
      return true;
    },
  };
};
