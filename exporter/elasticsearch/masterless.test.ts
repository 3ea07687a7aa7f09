import { afterAll, beforeAll, expect, it } from 'vitest';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { watchElasticsearch } from '../../test/support/watch-elasticsearch.ts';

/** It waits for a master that never comes. */
const waiting = [
  'cluster.initial_master_nodes: [other]',
  'discovery.seed_hosts: []',
  'discovery.initial_state_timeout: 0s',
].join('\n');

let server: TestServer;
beforeAll(async () => {
  server = await startElasticsearch({
    alone: true,
    edit: (settings) => settings.replace('discovery.type: single-node', waiting),
  });
});
afterAll(() => server.stop());

it('says red of a cluster without a master, which would answer nothing for its master', async () => {
  const watch = watchElasticsearch({ url: server.url }, ['logs-test-a']);
  const page = await watch.page();
  await watch.close();
  expect(page).toMatch(/^elasticsearch_cluster_health_status\{cluster="gapwatch",color="red"\} 1$/m);
  expect(watch.log).toHaveLength(2);
  for (const sentence of watch.log) {
    expect(sentence).toMatch(/^Collector elasticsearch: Elasticsearch at \S+ answers \/\S+ with status 503: /);
  }
});
