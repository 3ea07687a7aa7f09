import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { execa } from 'execa';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import { type Kind, type LogTask, type Shipping, versions } from './task.ts';

/** What became of lines. */
interface Tally {
  /** Lines that are nowhere. */
  readonly lost: number;
  /** Documents beside the first of each line. */
  readonly twice: number;
}

/** An Elasticsearch, and all that a process needs to log to it. */
export interface LogStage {
  readonly url: string;
  /** A task with a stream and a folder of its own. */
  readonly taskOf: (kind: Kind, more: Pick<LogTask, 'rate'> & Partial<LogTask>) => Promise<LogTask>;
  /** Documents that a task's stream has taken so far. */
  readonly taken: (task: LogTask) => () => Promise<number>;
  /** Looks for the lines 1 to `lines`. */
  readonly tally: (task: LogTask, lines: number) => Promise<Tally>;
  /** Milliseconds of processor time that Elasticsearch has taken. */
  readonly cpuMs: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Numbers of lines that are looked at in one search. */
const window = 20_000;

/** Where each puts the number of a line. */
const numbers: Readonly<Record<Shipping, string>> = {
  ours: 'event.sequence',
  'winston-elasticsearch': 'fields.n',
  'pino-elasticsearch': 'n',
};

/** Installs the peers for the run, as nothing else here needs all that they bring along. */
const installPeers = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-peers-'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = Object.entries({ ...versions, pino: '10.4.0' }).map(([name, version]) => `${name}@${version}`);
  await execa('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...packages], { cwd: folder });
  return folder;
};

/** Installs the peers and starts an Elasticsearch with a template that all kinds of documents fit. */
export const setLogStage = async (): Promise<LogStage> => {
  const installed = await installPeers();
  const server = await startElasticsearch();
  const client = new Client({ node: server.url, requestTimeout: 120_000 });
  const long = { type: 'long' as const };
  await client.indices.putIndexTemplate({
    name: 'bench',
    index_patterns: ['logs-bench-*'],
    data_stream: {},
    priority: 500,
    template: {
      settings: { number_of_replicas: 0 },
      mappings: {
        dynamic: false,
        properties: {
          '@timestamp': { type: 'date' },
          message: { type: 'text' },
          event: { properties: { id: { type: 'keyword' }, sequence: long } },
          fields: { properties: { n: long } },
          n: long,
        },
      },
    },
  });
  const work = await mkdtemp(join(tmpdir(), 'gapwatch-bench-logs-'));
  let tasks = 0;

  const taken = async ({ stream }: LogTask): Promise<number> => {
    const { _all } = await client.indices.stats({ index: stream, metric: 'indexing' }, { ignore: [404] });
    return _all?.primaries?.indexing?.index_total ?? 0;
  };

  return {
    url: server.url,
    taken: (task) => () => taken(task),
    async taskOf(kind, more) {
      tasks += 1;
      const stream = `logs-bench-${tasks}`;
      const folder = join(work, stream);
      await mkdir(folder);
      return { kind, installed, url: server.url, stream, folder, ...more };
    },
    async tally({ kind, stream }, lines) {
      if (kind === 'file') return { lost: 0, twice: 0 };
      await client.indices.refresh({ index: stream, ignore_unavailable: true });
      const field = numbers[kind];
      let [lost, twice] = [lines, 0];
      for (let from = 1; from <= lines; from += window) {
        const range = { gte: from, lt: Math.min(from + window, lines + 1) };
        const { aggregations } = await client.search<unknown, { numbers: { buckets: { doc_count: number }[] } }>({
          index: stream,
          ignore_unavailable: true,
          size: 0,
          query: { range: { [field]: range } },
          aggs: { numbers: { terms: { field, size: window } } },
        });
        const buckets = aggregations?.numbers.buckets ?? [];
        lost -= buckets.length;
        twice += buckets.reduce((sum, { doc_count }) => sum + doc_count - 1, 0);
      }
      return { lost, twice };
    },
    async cpuMs() {
      const { nodes } = await client.nodes.stats({ metric: 'process' });
      return Object.values(nodes).reduce((sum, { process }) => sum + (process?.cpu?.total_in_millis ?? 0), 0);
    },
    async stop() {
      await client.close();
      await server.stop();
    },
  };
};
