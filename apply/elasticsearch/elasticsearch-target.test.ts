import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { resource } from '../../logstash/elastic/resource.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { applied, changesOf, proxyTo, read } from '../../test/support/apply-to-elasticsearch.ts';
import { exampleMeta, exampleResources } from '../../test/support/example-resources.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';

describe('a real Elasticsearch', () => {
  let server: TestServer;
  let whole = false;
  beforeAll(async () => {
    server = await startElasticsearch();
    whole = (await fetch(`${server.url}/_ilm/status`)).status === 200;
  });
  afterAll(() => server?.stop());

  it('is given what it knows, tells in a sentence what it does not, and the second time needs nothing', async () => {
    const made = await applied(server.url, exampleResources());
    expect(made.problem).toBeUndefined();
    expect(made.plan?.notes[0]).toBe('No nowhere.');
    if (!whole) {
      expect(changesOf(made)).toEqual([
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
    const again = await applied(server.url, exampleResources());
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
    const left = await applied(server.url, exampleResources());
    expect(left.plan?.leftOver.length).toBeGreaterThan(kinds.size);
    await applied(server.url, exampleResources(), true);
  });

  it('finds what somebody changed, and puts it right', async () => {
    await applied(server.url, exampleResources());
    await fetch(`${server.url}/_component_template/gapwatch-test@settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        _meta: exampleMeta,
        template: {
          settings: { index: { refresh_interval: '1s', number_of_replicas: 0 } },
          mappings: { dynamic: false },
        },
      }),
    });
    const found = await applied(server.url, exampleResources());
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
    const old = { ...resource('component-template', 'gapwatch-old', { _meta: exampleMeta, template: {} }) };
    const user = resource('index-template', 'gapwatch-old', {
      _meta: exampleMeta,
      index_patterns: ['gapwatch-old-*'],
      composed_of: ['gapwatch-old'],
      priority: 1001,
    });
    const foreign = resource('component-template', 'gapwatch-foreign', { template: {} });
    await applied(server.url, [...exampleResources(), old, user, foreign]);
    expect(await applied(server.url, exampleResources())).toMatchObject({
      state: 'same',
      plan: { leftOver: ['component template gapwatch-old', 'index template gapwatch-old'] },
    });
    const pruned = await applied(server.url, exampleResources(), true);
    expect(pruned.problem).toBeUndefined();
    expect(changesOf(pruned)).toEqual(['delete index template gapwatch-old', 'delete component template gapwatch-old']);
    expect(await read(server.url, '/_component_template/gapwatch-old')).toContain('not found');
    expect(await read(server.url, '/_component_template/gapwatch-foreign')).toContain('gapwatch-foreign');
  });

  it('takes everything back when it refuses something in the middle', async () => {
    await applied(server.url, exampleResources());
    const bad = resource('index-template', 'gapwatch-test', {
      index_patterns: ['gapwatch-test-*'],
      composed_of: ['gone'],
    });
    const added = resource('component-template', 'gapwatch-added', { _meta: exampleMeta, template: {} });
    const wanted = exampleResources('30s').flatMap((one) => (one.path === bad.path ? [added, bad] : [one]));
    const failed = await applied(server.url, wanted);
    expect(failed.problem).toMatch(
      /^Elasticsearch at \S+ does not take index template gapwatch-test \(400: .*gone.*\)\. What was done before was taken back\.$/,
    );
    expect(await read(server.url, '/_component_template/gapwatch-added')).toContain('not found');
    expect(await applied(server.url, exampleResources())).toMatchObject({ state: 'same' });
  });

  it('takes back what it hears nothing of', async () => {
    await applied(server.url, exampleResources());
    const proxy = await proxyTo(server.url);
    let puts = 0;
    proxy.fault((request) => {
      puts += request.startsWith('PUT') ? 1 : 0;
      return request.startsWith('PUT') && puts === 1;
    }, 'cut off after');
    const failed = await applied(proxy.url, exampleResources('30s'));
    expect(failed.problem).toMatch(/does not answer \(.+\); .+ What was done before was taken back\.$/);
    expect(await applied(server.url, exampleResources())).toMatchObject({ state: 'same' });
  });

  it('says what it cannot do without', async () => {
    const wanted = exampleResources().map(({ without: _, ...one }) => one);
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
    expect((await applied(url, exampleResources())).problem).toMatch(
      /^Elasticsearch at \S+ does not answer \(connect ECONNREFUSED .+\); start it, or correct urls\.elasticsearch\.$/,
    );
  });
});
