import { Client } from '@elastic/elasticsearch';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findPromtool } from '../../lab/servers/prometheus.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { type ElasticsearchWatch, watchElasticsearch } from '../../test/support/watch-elasticsearch.ts';
import { elasticsearchCluster, elasticsearchIndex, elasticsearchNode } from './families.ts';

let server: TestServer;
let client: Client;
let watch: ElasticsearchWatch;
beforeAll(async () => {
  // So much may writes take that are under way: one of the tests wants too much.
  server = await startElasticsearch({ edit: (settings) => `${settings}indexing_pressure.memory.limit: 1mb\n` });
  client = new Client({ node: server.url });
  await client.indices.putIndexTemplate({
    name: 'logs-test',
    index_patterns: ['logs-test-*'],
    data_stream: {},
    priority: 500,
    template: { settings: { number_of_replicas: 0 } },
  });
});
afterAll(async () => {
  await client.close();
  await server.stop();
});
beforeEach(() => {
  watch = watchElasticsearch({ url: server.url }, ['logs-test-a', 'messages', 'nosuch']);
});
afterEach(() => watch.close());

const write = (index: string, count: number) =>
  client.bulk({
    refresh: true,
    operations: Array.from({ length: count }, () => [
      { create: { _index: index } },
      { '@timestamp': new Date().toISOString(), text: 'abc' },
    ]).flat(),
  });

/** Values of a family's series whose labels have all of these. */
const valuesOf = (page: string, name: string, ...labels: readonly string[]): number[] =>
  [...page.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))]
    .filter(([, all = '']) => labels.every((label) => all.includes(label)))
    .map(([, , value]) => Number(value));

describe('a cluster of one node', () => {
  it('tells of every family, and passes the lint of promtool', async () => {
    await write('logs-test-a', 1);
    await client.indices.create({ index: 'one', settings: { number_of_replicas: 0 }, aliases: { messages: {} } });
    const page = await watch.page();
    for (const { name } of [elasticsearchCluster, elasticsearchNode, elasticsearchIndex].flatMap((group) =>
      Object.values(group),
    )) {
      expect(page).toContain(`# TYPE ${name} `);
    }
    const promtool = await findPromtool();
    const { all } = await execa(promtool?.path ?? '', ['check', 'metrics'], { input: page, all: true, reject: false });
    expect(all).toBe('');
    expect(watch.log).toEqual([
      'Collector elasticsearch: Elasticsearch has no data stream, alias or index nosuch, or lets the exporter not see it: run gapwatch apply, or mend exporter.elasticsearch.indices or logs.services.',
    ]);
  });

  it('is green, and yellow once a copy is missing', async () => {
    const status = async () => {
      const page = await watch.page();
      return ['green', 'yellow', 'red'].map(
        (color) => valuesOf(page, 'elasticsearch_cluster_health_status', `color="${color}"`)[0],
      );
    };
    await expect.poll(status).toEqual([1, 0, 0]);
    await client.indices.create({ index: 'copied', settings: { number_of_replicas: 1 } });
    await expect.poll(status).toEqual([0, 1, 0]);
    expect(valuesOf(await watch.page(), 'elasticsearch_cluster_health_unassigned_shards')).toEqual([1]);
    await client.indices.delete({ index: 'copied' });
    await expect.poll(status).toEqual([1, 0, 0]);
  });

  it('tells of memory and disk what the node itself does', async () => {
    const page = await watch.page();
    const { nodes } = await client.nodes.stats({ metric: ['jvm', 'fs'] });
    const [node] = Object.values(nodes);
    expect(valuesOf(page, 'elasticsearch_jvm_memory_max_bytes', 'area="heap"')).toEqual([
      node?.jvm?.mem?.heap_max_in_bytes,
    ]);
    expect(valuesOf(page, 'elasticsearch_filesystem_data_size_bytes')).toEqual([node?.fs?.total?.total_in_bytes]);
    const [used = 0] = valuesOf(page, 'elasticsearch_jvm_memory_used_bytes', 'area="heap"');
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThan(node?.jvm?.mem?.heap_max_in_bytes ?? 0);
  });

  it('counts what is written and searched', async () => {
    const counts = async () => {
      const page = await watch.page();
      return ['elasticsearch_indices_indexing_index_total', 'elasticsearch_indices_search_query_total'].map(
        (name) => valuesOf(page, name)[0] ?? Number.NaN,
      );
    };
    const [indexed = 0, searched = 0] = await counts();
    await write('logs-test-a', 20);
    await client.search({ index: 'logs-test-a', query: { match_all: {} } });
    expect(await counts()).toEqual([indexed + 20, searched + 1]);
  });

  it('counts what is turned away for want of memory', async () => {
    const rejected = async () =>
      valuesOf(await watch.page(), 'elasticsearch_indexing_pressure_rejections_total', 'stage="coordinating"')[0] ?? 0;
    const before = await rejected();
    const document = { '@timestamp': new Date().toISOString(), text: 'x'.repeat(2e6) };
    await expect(client.index({ index: 'logs-test-a', op_type: 'create', document })).rejects.toThrow(
      'es_rejected_execution_exception',
    );
    expect(await rejected()).toBe(before + 1);
  });
});

describe('what is behind a name', () => {
  const documents = async (index: string) =>
    valuesOf(await watch.page(), 'elasticsearch_indices_docs_primary', `index="${index}"`);

  it('is summed over all indices of a data stream, those before a rollover too', async () => {
    const [before = 0] = await documents('logs-test-a');
    await client.indices.rollover({ alias: 'logs-test-a' });
    await write('logs-test-a', 3);
    expect(await documents('logs-test-a')).toEqual([before + 3]);
    const [size = 0] = valuesOf(await watch.page(), 'elasticsearch_indices_store_size_bytes_primary', '"logs-test-a"');
    expect(size).toBeGreaterThan(0);
  });

  it('follows an alias, under its own name, and is gone in the next scrape when it is', async () => {
    await write('one', 2);
    expect(await documents('messages')).toEqual([2]);
    await client.indices.create({ index: 'two', settings: { number_of_replicas: 0 } });
    await client.indices.updateAliases({
      actions: [{ remove: { index: 'one', alias: 'messages' } }, { add: { index: 'two', alias: 'messages' } }],
    });
    expect(await documents('messages')).toEqual([0]);
    await client.indices.delete({ index: 'two' });
    expect(await documents('messages')).toEqual([]);
    expect(await watch.page()).toContain('gapwatch_collector_success{collector="elasticsearch"} 1\n');
  });
});

describe('a server that falls silent', () => {
  afterEach(async () => {
    server.thaw();
    await server.start();
  });

  it('stopped dead, costs its own series within the budget, and comes back by itself', async () => {
    await watch.page();
    await server.freeze();
    const page = await watch.page(500);
    expect(page).toContain('gapwatch_collector_success{collector="elasticsearch"} 0\n');
    expect(page).not.toContain('\nelasticsearch_');
    expect(watch.log.at(-1)).toBe('Collector elasticsearch failed: It did not end within 0.5 s.');
    server.thaw();
    await expect.poll(() => watch.page()).toContain('\nelasticsearch_cluster_health_number_of_nodes');
  });

  it('killed, is a sentence, until it is there again', async () => {
    await watch.page();
    await server.kill();
    // The first may still find the ends of connections that there were.
    const lastSentence = async () => {
      expect(await watch.page()).not.toContain('\nelasticsearch_');
      return watch.log.at(-1);
    };
    await expect
      .poll(lastSentence)
      .toBe(
        `Collector elasticsearch failed: Elasticsearch does not answer at ${server.url} (urls.elasticsearch): ECONNREFUSED.`,
      );
    await server.start();
    await expect.poll(() => watch.page()).toContain('\nelasticsearch_cluster_health_number_of_nodes');
  });
});
