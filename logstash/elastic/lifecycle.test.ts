import { Client } from '@elastic/elasticsearch';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { applied, changesOf, proxyTo } from '../../test/support/apply-to-elasticsearch.ts';
import { startSmallElasticsearch } from '../../test/support/small-elasticsearch.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import { elasticResources } from '../elastic-resources.ts';

const shop = { dataset: 'shop' };
const keeping = (keepDays: number) =>
  elasticResources(parseConfig({ logs: { keepDays, services: [shop] } }, '/project/gapwatch.config.ts'));

const lifecycles = z.object({
  metadata: z.object({
    data_stream: z.object({
      data_stream: z.record(z.string(), z.object({ lifecycle: z.object({ data_retention: z.string() }).optional() })),
    }),
    indices: z.record(z.string(), z.object({ settings: z.unknown() })),
  }),
});

it('comes to every data stream of a kind with its first line, whatever its environment, and stays as it was then', async () => {
  const server = await startElasticsearch();
  onTestFinished(server.stop);
  const client = new Client({ node: server.url });
  onTestFinished(() => client.close());
  const whole = (await fetch(`${server.url}/_ilm/status`)).status === 200;
  const log = (index: string) =>
    client.index({ index, op_type: 'create', document: { '@timestamp': '2026-01-01T00:00:00Z', message: 'hello' } });
  const kept = async () => {
    const { metadata } = lifecycles.parse(await client.cluster.state({ metric: 'metadata', index: 'logs-*' }));
    return Object.fromEntries(
      Object.entries(metadata.data_stream.data_stream).map(([name, { lifecycle }]) => [
        name,
        lifecycle?.data_retention,
      ]),
    );
  };
  await setUpElasticsearch(server.url, keeping(7), () => {});
  // Of the service's environment, which is named, of another, and of another chat.
  for (const stream of ['logs-shop-default', 'logs-shop-staging', 'logs-chat.app-other']) await log(stream);
  if (whole) {
    const settings = await client.indices.getSettings({ index: 'logs-shop-staging', flat_settings: true });
    expect(JSON.stringify(settings)).toContain('"index.lifecycle.name":"gapwatch-logs-shop"');
    return;
  }
  const first = { 'logs-shop-default': '7d', 'logs-shop-staging': '7d', 'logs-chat.app-other': '7d' };
  expect(await kept()).toEqual(first);
  await setUpElasticsearch(server.url, keeping(30), () => {});
  await log('logs-shop-later');
  expect(await kept()).toEqual({ ...first, 'logs-shop-later': '30d' });
});

/** An Elasticsearch that has lifecycles of data streams, and policies or none. */
const small = async (policies: boolean) => {
  const server = await startSmallElasticsearch();
  onTestFinished(server.stop);
  const proxy = await proxyTo(server.url);
  if (!policies) {
    const reason = 'no handler found for uri [/_ilm/policy] and method [GET]';
    proxy.fault((request) => request.includes('/_ilm/'), { status: 400, json: { error: { reason } } });
  }
  return proxy.url;
};

const ofShop = (outcome: Awaited<ReturnType<typeof applied>>) =>
  changesOf(outcome).filter(
    (change) => /shop(@lifecycle|@retention|-default)?$/.test(change) && /lifecycle|retention/.test(change),
  );

it('is a policy where there are such, and else that of data streams, in the template and in the one that is made', async () => {
  expect(ofShop(await applied(await small(true), keeping(7)))).toEqual([
    'create lifecycle policy gapwatch-logs-shop',
    'create component template gapwatch-logs-shop@lifecycle',
  ]);
  const without = await small(false);
  expect(ofShop(await applied(without, keeping(7)))).toEqual([
    'create component template gapwatch-logs-shop@retention',
    'create data stream lifecycle logs-shop-default',
  ]);
  expect(await applied(without, keeping(7))).toMatchObject({ state: 'same' });
  const changed = await applied(without, keeping(30));
  expect(changed.plan?.notes.at(-1)).toBe(
    'Data streams of other environments that are there keep lines as long as before; PUT /_data_stream/NAME/_lifecycle changes that.',
  );
  expect(changed.plan?.notes.join()).not.toContain('_rollover');
  expect(ofShop(changed)).toEqual([
    'change component template gapwatch-logs-shop@retention',
    'change data stream lifecycle logs-shop-default',
  ]);
});
