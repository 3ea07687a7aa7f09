import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { searchAlias } from '../../config/elasticsearch-names.ts';

/** Where messages are searched: an alias, so that another index can take the place of the one behind it. */
export interface IndexNames {
  readonly serving: string;
  /** Names the index that is being built, which takes changes but serves nobody yet. */
  readonly building: string;
}

/** Each service and environment has its own. */
export const indexNames = (owner: Parameters<typeof searchAlias>[0]) => {
  const serving = searchAlias(owner);
  return { serving, building: `${serving}-building` } satisfies IndexNames;
};

/** A message's document; one without a text stands for a message that is gone. */
export interface MessageDocument {
  readonly chat_id: number;
  readonly room_name?: string;
  /** Whether it is in the backup only. */
  readonly archived?: boolean;
  /** Folded, so that every Elasticsearch compares as MySQL does. */
  readonly text?: string;
}

/** Raised when the same message makes another document than before, so that the index is built anew. */
const documentVersion = 1;

/** The plugin that splits Korean text into words, and the analyser that it brings. */
export const koreanWords = { plugin: 'analysis-nori', analyzer: 'nori' } as const;

/** Every part of a text of that many characters, spaces and signs included. */
const parts = (length: number) => ({ type: 'ngram', min_gram: length, max_gram: length }) as const;

/**
 * An index that finds any part of a text, and besides the words of it by `words`, an analyser, where there is one.
 *
 * A part of two or more characters is a phrase of its overlapping pairs, which matches exactly where LIKE does; single
 * characters have a field of their own. Documents are sorted by id from the newest, so that a search for the newest ends as soon
 * as it has found them.
 */
export const indexDefinition = (words: string | undefined) => {
  const settings: estypes.IndicesIndexSettings = {
    number_of_shards: 1,
    auto_expand_replicas: '0-1',
    sort: { field: 'chat_id', order: 'desc' },
    analysis: {
      tokenizer: { pairs: parts(2), characters: parts(1) },
      analyzer: {
        pairs: { type: 'custom', tokenizer: 'pairs' },
        characters: { type: 'custom', tokenizer: 'characters' },
      },
    },
  };
  const mappings: estypes.MappingTypeMapping = {
    dynamic: 'strict',
    properties: {
      chat_id: { type: 'long' },
      room_name: { type: 'keyword' },
      archived: { type: 'boolean' },
      text: {
        type: 'text',
        analyzer: 'pairs',
        norms: false,
        fields: {
          characters: { type: 'text', analyzer: 'characters', norms: false, index_options: 'docs' },
          ...(words !== undefined && { words: { type: 'text', analyzer: words, norms: false } }),
        },
      },
    },
  };
  /** Tells an index that an earlier release made. */
  const id = createHash('sha256')
    .update(JSON.stringify([documentVersion, settings, mappings]))
    .digest('hex')
    .slice(0, 12);
  return { id, settings, mappings: { ...mappings, _meta: { definition: id } } };
};
