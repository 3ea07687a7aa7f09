import { expect, it, onTestFinished } from 'vitest';
import { resource } from '../../logstash/elastic/resource.ts';
import { applied, changesOf, proxyTo, read } from '../../test/support/apply-to-elasticsearch.ts';
import { exampleResources } from '../../test/support/example-resources.ts';
import { startSmallElasticsearch } from '../../test/support/small-elasticsearch.ts';

/** One that has policies, roles and data streams, which the minimal distribution lacks. */
const small = async () => {
  const server = await startSmallElasticsearch();
  onTestFinished(server.stop);
  return server.url;
};
/** The little one takes any pipeline. */
const wholly = (retention?: string) => exampleResources('5s', retention).slice(1);

it('gets all, the data streams last, and the second time nothing', async () => {
  const url = await small();
  const made = await applied(url, wholly());
  expect(made.problem).toBeUndefined();
  expect(changesOf(made)).toEqual([
    'create ingest pipeline gapwatch-test',
    'create lifecycle policy gapwatch-test',
    'create component template gapwatch-test@settings',
    'create component template gapwatch-test@lifecycle',
    'create index template gapwatch-test',
    'create role gapwatch-test',
    'create data stream gapwatch-test-a',
  ]);
  expect(await applied(url, wholly())).toMatchObject({ state: 'same', plan: { notes: [], leftOver: [] } });
  expect(changesOf(await applied(url, wholly('30d')))).toEqual(['change lifecycle policy gapwatch-test']);
});

it('prunes policies and roles, and never a data stream', async () => {
  const url = await small();
  await applied(url, wholly());
  const pruned = await applied(url, [], true);
  expect(pruned.problem).toBeUndefined();
  expect(changesOf(pruned)?.sort()).toEqual([
    'delete component template gapwatch-test@lifecycle',
    'delete component template gapwatch-test@settings',
    'delete index template gapwatch-test',
    'delete ingest pipeline gapwatch-test',
    'delete lifecycle policy gapwatch-test',
    'delete role gapwatch-test',
  ]);
  expect(await read(url, '/_data_stream/gapwatch-test-a')).toContain('gapwatch-test-a');
});

it('takes back policies and roles, and says that a data stream stays', async () => {
  const url = await small();
  const proxy = await proxyTo(url);
  const extra = resource('data-stream-lifecycle', 'gapwatch-test-a', { data_retention: '1d' });
  proxy.fault((request) => request === `PUT ${extra.path}`, { status: 400, json: { error: { reason: 'No.' } } });
  const failed = await applied(proxy.url, [...wholly().filter(({ path }) => path !== extra.path), extra]);
  expect(failed.problem).toMatch(
    /does not take data stream lifecycle gapwatch-test-a \(400: No\.\)\. What was done before was taken back\. Data stream gapwatch-test-a stays, as lines may have come into it\.$/,
  );
  expect(await read(url, '/_ilm/policy')).toBe('{}');
  expect(await read(url, '/_security/role')).toBe('{}');
});

it('goes on without the right to roles, where that is no error', async () => {
  const url = await small();
  const proxy = await proxyTo(url);
  const no = { status: 403, json: { error: { reason: 'unauthorized' } } };
  proxy.fault((request) => request.startsWith('PUT /_security'), no);
  const made = await applied(proxy.url, wholly());
  expect(made.problem).toBeUndefined();
  expect(made.state).toBe('applied');
  proxy.fault((request) => request.includes('/_security'), no);
  expect(await applied(proxy.url, wholly())).toMatchObject({
    state: 'same',
    plan: { notes: ['No right to roles.'] },
  });
  proxy.fault((request) => request.includes('/_index_template'), no);
  expect((await applied(proxy.url, wholly())).problem).toMatch(
    /does not tell of each index template \(403: unauthorized\); give the token or user of apply\.elasticsearch the right\.$/,
  );
});
