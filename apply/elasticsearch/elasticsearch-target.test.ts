import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { type ElasticResource, pathOf, resource } from '../../logstash/elastic/resource.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { freePort } from '../../test/support/free-port.ts';
import { openTestApi } from '../../test/support/open-test-api.ts';
import { startSmallElasticsearch } from '../../test/support/small-elasticsearch.ts';
import { type ApiProxy, startApiProxy } from '../../test/support/start-api-proxy.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { amend, examine, type Outcome } from '../outcome.ts';
import { elasticsearchTarget } from './elasticsearch-target.ts';

const _meta = { managed_by: 'gapwatch', description: 'of a test' };
const policy = pathOf('lifecycle-policy', 'gapwatch-test');

/** One of each kind, and all the ways in which they need each other. */
const resources = (refresh = '5s', retention = '14d'): readonly ElasticResource[] => [
  resource('ingest-pipeline', 'gapwatch-nowhere', { _meta, processors: [{ nowhere: {} }] }, { without: 'No nowhere.' }),
  resource('ingest-pipeline', 'gapwatch-test', { _meta, processors: [{ set: { field: 'a', value: 1 } }] }),
  resource(
    'lifecycle-policy',
    'gapwatch-test',
    { policy: { _meta, phases: { delete: { min_age: retention, actions: { delete: {} } } } } },
    { without: 'No policies.' },
  ),
  resource('component-template', 'gapwatch-test@settings', {
    _meta,
    template: { settings: { index: { refresh_interval: refresh, number_of_replicas: 0 } } },
  }),
  resource(
    'component-template',
    'gapwatch-test@lifecycle',
    { _meta, template: { settings: { index: { lifecycle: { name: 'gapwatch-test' } } } } },
    { needs: policy },
  ),
  resource('index-template', 'gapwatch-test', {
    _meta,
    index_patterns: ['gapwatch-test-*'],
    data_stream: {},
    priority: 1000,
    composed_of: ['gapwatch-test@settings', 'gapwatch-test@lifecycle'],
    ignore_missing_component_templates: ['gapwatch-test@lifecycle'],
    template: { mappings: { properties: { a: { type: 'keyword' } } } },
  }),
  resource('data-stream', 'gapwatch-test-a', undefined, { without: 'No data streams.' }),
  resource(
    'data-stream-lifecycle',
    'gapwatch-test-a',
    { data_retention: retention },
    { without: 'No lifecycles.', insteadOf: policy },
  ),
  resource(
    'role',
    'gapwatch-test',
    {
      metadata: { managed_by: 'gapwatch' },
      cluster: ['monitor'],
      indices: [{ names: ['gapwatch-test-*'], privileges: ['read'] }],
    },
    { without: 'No users.', withoutRight: 'No right to roles.' },
  ),
];

const options = (prune = false) => ({ prune, signal: new AbortController().signal });
const applied = async (url: string, wanted: readonly ElasticResource[], prune = false): Promise<Outcome> => {
  const target = elasticsearchTarget(openTestApi('elasticsearch', url), wanted);
  return amend(await examine(target, options(prune)), options(prune));
};
const changes = ({ plan }: Outcome) => plan?.changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`);
const read = async (url: string, path: string): Promise<string> => (await fetch(`${url}${path}`)).text();

const proxyTo = async (target: string): Promise<ApiProxy> => {
  const proxy = await startApiProxy(target);
  onTestFinished(proxy.stop);
  return proxy;
};

describe('a real Elasticsearch', () => {
  let server: TestServer;
  let whole = false;
  beforeAll(async () => {
    server = await startElasticsearch();
    whole = (await fetch(`${server.url}/_ilm/status`)).status === 200;
  });
  afterAll(() => server?.stop());

  it('is given what it knows, tells in a sentence what it does not, and the second time needs nothing', async () => {
    const made = await applied(server.url, resources());
    expect(made.problem).toBeUndefined();
    expect(made.plan?.notes[0]).toBe('No nowhere.');
    if (!whole) {
      expect(changes(made)).toEqual([
        'create ingest pipeline gapwatch-test',
        'create component template gapwatch-test@settings',
        'create index template gapwatch-test',
      ]);
      expect(made.plan?.notes).toEqual([
        'No nowhere.',
        'No policies.',
        'No users.',
        'No data streams.',
        'No lifecycles.',
      ]);
    }
    const again = await applied(server.url, resources());
    expect(again).toMatchObject({ state: 'same', plan: { changes: [], steps: [], leftOver: [] } });
  });

  it('takes all that this project keeps there, and then has nothing to do', async () => {
    const ours = elasticResources(parseConfig({}, 'gapwatch.config.ts'));
    const made = await applied(server.url, ours);
    expect(made.problem).toBeUndefined();
    const minimal = [
      'This Elasticsearch cannot tell where an address is: accesses get no place on the map.',
      'This Elasticsearch has no lifecycle policies: the lifecycle of the data streams takes their place.',
      'This Elasticsearch has no users: whoever reaches it may do anything.',
      'This Elasticsearch makes no data stream on request: each comes with its first line.',
      'This Elasticsearch has no lifecycles of data streams either: logs are kept until somebody deletes them.',
    ];
    expect(made.plan?.notes).toEqual(whole ? [minimal[2]] : minimal);
    expect(await applied(server.url, ours)).toMatchObject({ state: 'same' });
    // All of it is marked as ours.
    const kinds = new Set(ours.map(({ kind }) => kind));
    const left = await applied(server.url, resources());
    expect(left.plan?.leftOver.length).toBeGreaterThan(kinds.size);
    await applied(server.url, resources(), true);
  });

  it('finds what somebody changed, and puts it right', async () => {
    await applied(server.url, resources());
    await fetch(`${server.url}/_component_template/gapwatch-test@settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        _meta,
        template: {
          settings: { index: { refresh_interval: '1s', number_of_replicas: 0 } },
          mappings: { dynamic: false },
        },
      }),
    });
    const found = await applied(server.url, resources());
    expect(found.plan?.changes).toEqual([
      {
        action: 'change',
        kind: 'component template',
        name: 'gapwatch-test@settings',
        differences: [
          { path: 'template.mappings', found: { dynamic: false }, wanted: undefined },
          { path: 'template.settings.index.refresh_interval', found: '1s', wanted: '5s' },
        ],
      },
    ]);
    expect(found.state).toBe('applied');
    expect(found.plan?.notes.at(-1)).toMatch(/^Changed templates count for the next index of each data stream; /);
  });

  it('deletes what bears our mark and nothing wants any more, only when that is asked for', async () => {
    const old = { ...resource('component-template', 'gapwatch-old', { _meta, template: {} }) };
    const user = resource('index-template', 'gapwatch-old', {
      _meta,
      index_patterns: ['gapwatch-old-*'],
      composed_of: ['gapwatch-old'],
      priority: 1001,
    });
    const foreign = resource('component-template', 'gapwatch-foreign', { template: {} });
    await applied(server.url, [...resources(), old, user, foreign]);
    expect(await applied(server.url, resources())).toMatchObject({
      state: 'same',
      plan: { leftOver: ['component template gapwatch-old', 'index template gapwatch-old'] },
    });
    const pruned = await applied(server.url, resources(), true);
    expect(pruned.problem).toBeUndefined();
    expect(changes(pruned)).toEqual(['delete index template gapwatch-old', 'delete component template gapwatch-old']);
    expect(await read(server.url, '/_component_template/gapwatch-old')).toContain('not found');
    expect(await read(server.url, '/_component_template/gapwatch-foreign')).toContain('gapwatch-foreign');
  });

  it('takes everything back when it refuses something in the middle', async () => {
    await applied(server.url, resources());
    const bad = resource('index-template', 'gapwatch-test', {
      index_patterns: ['gapwatch-test-*'],
      composed_of: ['gone'],
    });
    const added = resource('component-template', 'gapwatch-added', { _meta, template: {} });
    const wanted = resources('30s').flatMap((one) => (one.path === bad.path ? [added, bad] : [one]));
    const failed = await applied(server.url, wanted);
    expect(failed.problem).toMatch(
      /^Elasticsearch at \S+ does not take index template gapwatch-test \(400: .*gone.*\)\. What was done before was taken back\.$/,
    );
    expect(await read(server.url, '/_component_template/gapwatch-added')).toContain('not found');
    expect(await applied(server.url, resources())).toMatchObject({ state: 'same' });
  });

  it('takes back what it hears nothing of', async () => {
    await applied(server.url, resources());
    const proxy = await proxyTo(server.url);
    let puts = 0;
    proxy.fault((request) => {
      puts += request.startsWith('PUT') ? 1 : 0;
      return request.startsWith('PUT') && puts === 1;
    }, 'cut off after');
    const failed = await applied(proxy.url, resources('30s'));
    expect(failed.problem).toMatch(/does not answer \(.+\); .+ What was done before was taken back\.$/);
    expect(await applied(server.url, resources())).toMatchObject({ state: 'same' });
  });

  it('says what it cannot do without', async () => {
    const wanted = resources().map(({ without: _, ...one }) => one);
    const failed = await applied(server.url, wanted);
    if (whole) expect(failed.problem).toContain('No processor type exists with name [nowhere]');
    else {
      expect(failed.problem).toMatch(
        /^Elasticsearch at \S+ does not tell of each lifecycle policy \(400: no handler found for uri \[\/_ilm\/policy\].*\)\.$/,
      );
    }
  });

  it('is told from a server that is none', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect((await applied(url, resources())).problem).toMatch(
      /^Elasticsearch at \S+ does not answer \(connect ECONNREFUSED .+\); start it, or correct urls\.elasticsearch\.$/,
    );
  });
});

describe('an Elasticsearch with policies, roles and data streams', () => {
  const small = async () => {
    const server = await startSmallElasticsearch();
    onTestFinished(server.stop);
    return server.url;
  };
  /** The little one takes any pipeline. */
  const wholly = (retention?: string) => resources('5s', retention).slice(1);

  it('gets all, the data streams last, and the second time nothing', async () => {
    const url = await small();
    const made = await applied(url, wholly());
    expect(made.problem).toBeUndefined();
    expect(changes(made)).toEqual([
      'create ingest pipeline gapwatch-test',
      'create lifecycle policy gapwatch-test',
      'create component template gapwatch-test@settings',
      'create component template gapwatch-test@lifecycle',
      'create index template gapwatch-test',
      'create role gapwatch-test',
      'create data stream gapwatch-test-a',
    ]);
    expect(await applied(url, wholly())).toMatchObject({ state: 'same', plan: { notes: [], leftOver: [] } });
    expect(changes(await applied(url, wholly('30d')))).toEqual(['change lifecycle policy gapwatch-test']);
  });

  it('prunes policies and roles, and never a data stream', async () => {
    const url = await small();
    await applied(url, wholly());
    const pruned = await applied(url, [], true);
    expect(pruned.problem).toBeUndefined();
    expect(changes(pruned)?.sort()).toEqual([
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
});
