import { z } from 'zod';
import { createBufferPool } from './buffer-pool.ts';
import { bulkBody, bulkParameters, readBulkAnswer } from './bulk.ts';
import type { SpooledLine } from './record.ts';
import { createRequester, type StoreOptions } from './requester.ts';
import type { Located, LogStore, Refusal, Verdicts } from './store.ts';

const indices = z.record(z.string(), z.unknown());

const found = z.object({ docs: z.array(z.object({ _id: z.string(), found: z.boolean().optional() })) });

/** Names of a data stream's indices end in the generation. */
const generationOf = (index: string): number => Number(/-(\d{6,})$/.exec(index)?.[1] ?? 0);

/**
 * A data stream of an Elasticsearch: each line is created under its own id, so that repeating it is harmless. `node` is its URL,
 * which may name a user where `options` name nobody.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 */
export const elasticsearchStore = (
  node: string,
  dataStream: string,
  options: StoreOptions = {},
): Required<LogStore> => {
  // A request is refused as a whole for its form, which is not the fault of each of its lines.
  const ask = createRequester(node, { ...options, unfit: 'server' });
  const pool = createBufferPool(2);

  const send = async (lines: readonly SpooledLine[], signal: AbortSignal): Promise<Verdicts | Refusal> => {
    const { memory, body } = bulkBody(lines, pool);
    const answer = await ask(
      { path: `/${dataStream}/_bulk?${bulkParameters}`, body: { type: 'application/x-ndjson', bytes: body } },
      signal,
      (text) => ({ verdicts: readBulkAnswer(text, lines.length) }),
    );
    // A request that was cut off may still be on its way out of this memory.
    if (!('kind' in answer)) pool.give(memory);
    return answer;
  };

  const locate = async (ids: readonly string[], since: number, signal: AbortSignal): Promise<Located | Refusal> => {
    const answer = await ask(
      { path: `/${dataStream}?ignore_unavailable=true&filter_path=*.settings.index.creation_date` },
      signal,
      (text) => Object.keys(indices.parse(JSON.parse(text))),
    );
    if ('kind' in answer) return answer;
    const generation = Math.max(0, ...answer.map(generationOf));
    const possible = answer.filter((index) => generationOf(index) >= since);
    const stored = new Set<string>();
    for (const index of ids.length === 0 ? [] : possible) {
      // By id a document is found at once, also before the index is refreshed.
      const there = await ask(
        {
          path: `/${encodeURIComponent(index)}/_mget?_source=false&filter_path=docs._id,docs.found`,
          body: { type: 'application/json', bytes: JSON.stringify({ ids }) },
        },
        signal,
        (text) => found.parse(JSON.parse(text)).docs,
      );
      if ('kind' in there) return there;
      for (const doc of there) if (doc.found) stored.add(doc._id);
    }
    return { generation, stored };
  };

  return { send, locate };
};
