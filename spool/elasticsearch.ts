import { z } from 'zod';
import { type BufferPool, createBufferPool } from './buffer-pool.ts';
import type { SpooledLine } from './record.ts';
import { createRequester, isUntouched, type StoreOptions, troubleOf } from './requester.ts';
import type { Located, LogStore, Refusal, Verdict, Verdicts } from './store.ts';

const bulkAnswer = z.object({
  items: z.array(
    z.object({
      create: z.object({
        status: z.number(),
        error: z.object({ type: z.string().optional(), reason: z.string().optional() }).optional(),
      }),
    }),
  ),
});

const indices = z.record(z.string(), z.unknown());

const found = z.object({ docs: z.array(z.object({ _id: z.string(), found: z.boolean().optional() })) });

/** Without the first a missing template would make an ordinary index of that name, which nobody rolls over. */
const bulkParameters =
  'require_data_stream=true&filter_path=items.create.status,items.create.error.type,items.create.error.reason';

/** Names of a data stream's indices end in the generation. */
const generationOf = (index: string): number => Number(/-(\d{6,})$/.exec(index)?.[1] ?? 0);

const verdictOf = (status: number, reason: string): Verdict => {
  if (status >= 200 && status < 300) return { kind: 'stored' };
  if (status === 409) return { kind: 'duplicate' };
  const kind = troubleOf(status) ?? 'rejected';
  return kind === 'rejected' ? { kind, reason } : { kind, reason, ...(isUntouched(status) && { untouched: true }) };
};

/** The body of a bulk request: built once, of bytes as they lie in the spool. @see the operation below */
const bulkBody = (lines: readonly SpooledLine[], pool: BufferPool): { memory: Buffer; body: Buffer } => {
  const heads = lines.map(({ id }) => `{"create":{"_id":${JSON.stringify(id)}}}\n`);
  const size = lines.reduce((sum, { line }, i) => sum + Buffer.byteLength(heads[i] ?? '') + line.length + 1, 0);
  const memory = pool.take(size);
  const body = memory.subarray(0, size);
  let at = 0;
  for (const [i, { line }] of lines.entries()) {
    at += body.write(heads[i] ?? '', at);
    at += line.copy(body, at);
    body[at] = 0x0a;
    at += 1;
  }
  return { memory, body };
};

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
      (text) => ({
        verdicts: bulkAnswer
          .parse(JSON.parse(text))
          .items.map(({ create: { status, error } }) =>
            verdictOf(status, error ? `${status} ${error.type}: ${error.reason}`.slice(0, 500) : String(status)),
          ),
      }),
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
