import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, errors } from '@elastic/elasticsearch';

/** Lines that one process has logged, as they are found. */
export interface Found {
  /** Random names under which the process has counted: one. */
  readonly writers: readonly string[];
  /** Sequences of the lines that are stored, in order, twice where a line is stored twice. */
  readonly stored: readonly number[];
}

const pageSize = 10_000;

/** The template of a stream for the lines of a soak, in which `labels.number` may be nothing but a number. */
export const templateFor = (stream: string) => ({
  name: stream,
  index_patterns: [stream],
  data_stream: {},
  priority: 500,
  template: {
    settings: { number_of_replicas: 0 },
    mappings: {
      dynamic: false,
      properties: {
        event: { properties: { sequence: { type: 'long' as const } } },
        labels: {
          properties: {
            cell: { type: 'keyword' as const },
            writer: { type: 'keyword' as const },
            number: { type: 'long' as const },
          },
        },
      },
    },
  },
});

/** How often a question is asked again where the server is short of memory, and the milliseconds between. */
const patience = { times: 60, ms: 1_000 };

/** Asks a server that is small for what it has just taken: one that is short of memory for a moment has lost nothing. */
const askPatiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let left = patience.times; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !(error instanceof errors.ResponseError && error.statusCode === 429)) throw error;
      await delay(patience.ms);
    }
  }
};

/** All that a stream holds of one process. */
export const findStored = async (client: Client, stream: string, cell: string): Promise<Found> => {
  const query = { term: { 'labels.cell': cell } };
  const stored: number[] = [];
  const writers = new Set<string>();
  const { id } = await askPatiently(() => client.openPointInTime({ index: stream, keep_alive: '2m' }));
  for (let after: readonly (number | string)[] | undefined; ; ) {
    const { hits } = await askPatiently(() =>
      client.search({
        pit: { id, keep_alive: '2m' },
        query,
        size: pageSize,
        // One that is stored twice has the same sequence: the place of the document tells them apart.
        sort: [{ 'event.sequence': 'asc' }, { _shard_doc: 'asc' }],
        _source: false,
        docvalue_fields: ['event.sequence', 'labels.writer'],
        track_total_hits: false,
        ...(after && { search_after: [...after] }),
      }),
    );
    for (const { fields } of hits.hits) {
      stored.push(fields?.['event.sequence'][0]);
      writers.add(fields?.['labels.writer'][0]);
    }
    after = hits.hits.at(-1)?.sort as (number | string)[] | undefined;
    if (hits.hits.length < pageSize) break;
  }
  await client.closePointInTime({ id });
  return { writers: [...writers], stored };
};

/** Ids of the lines that were put aside in a spool. */
export const findAside = async (spool: string): Promise<ReadonlySet<string>> => {
  const folder = join(spool, 'dead-letters');
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id));
};
