import { Client } from '@elastic/elasticsearch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SearchServers, startSearchServers } from '../../test/support/search-servers.ts';
import { until } from '../../test/support/start-app.ts';
import type { Log } from '../logging/log.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { sendStatesTo } from './bulk.ts';
import { indexNames } from './index-definition.ts';
import { openIndices } from './indices.ts';
import { openRebuilds } from './rebuilds.ts';
import { measureRelay, type RelayMetrics } from './relay-metrics.ts';
import { relayAlone } from './start-relay.ts';

const names = indexNames({ service: 'fungap', environment: 'test' });

describe('the relay', () => {
  let servers: SearchServers;
  let client: Client;
  let telemetry: Telemetry;
  let metrics: RelayMetrics;
  let lines: string[];
  let stops: (() => Promise<void>)[];
  beforeAll(async () => {
    servers = await startSearchServers();
    // So short that a test can wait for it.
    client = new Client({ node: servers.elasticsearch.url, maxRetries: 0, requestTimeout: 2_000 });
  });
  afterAll(async () => {
    await client?.close();
    await servers?.stop();
  });
  beforeEach(async () => {
    await servers.clear();
    telemetry = createTelemetry();
    metrics = measureRelay(telemetry);
    lines = [];
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
  });

  const write = (line: string) => void lines.push(line);
  const log: Log = { error: write, warn: write, info: write, debug: write };

  /** Starts a relay; gives what `relayAlone` gives. */
  const start = (words?: string) => {
    const stop = new AbortController();
    const indices = openIndices(client, names, { ...(words && { words }) });
    const options = {
      names,
      indices,
      send: sendStatesTo(client),
      metrics,
      log,
      random: () => 0.1,
    };
    const relaying = relayAlone(servers.mariadb.app, options, { signal: stop.signal });
    stops.push(async () => {
      stop.abort(new Error('stopped'));
      await relaying.catch(() => {});
    });
    return relaying;
  };
  const isCurrent = async () => {
    if (!(await servers.client.indices.existsAlias({ name: names.serving })) || (await servers.outbox()) > 0)
      return false;
    return JSON.stringify(await servers.indexed(names.serving)) === JSON.stringify(await servers.expected());
  };
  const indicesNow = async () => Object.keys(await servers.client.indices.get({ index: '*' }));
  const counted = async (name: string, reason?: string) => {
    const family = (await telemetry.collect()).find((one) => one.name === name);
    return family?.values.find(({ labels }) => reason === undefined || labels.reason === reason)?.value;
  };

  it('builds the index by itself where there is none, of all that people may read', async () => {
    const [first = 0, second = 0, third = 0] = await servers.storeUnheard(['one', 'two', 'three', 'four']);
    await servers.move([first, third]);
    await servers.remove(second);
    start();
    await until('The index is there', isCurrent);
    expect(await servers.indexed(names.serving)).toEqual([
      { id: first, archived: true },
      { id: third, archived: true },
      { id: third + 1, archived: false },
    ]);
    // A slow machine may have made it wait.
    expect(lines.filter((line) => !line.endsWith('trying again.'))).toEqual([
      'The search index is being built (missing).',
      'The search index was built of 3 messages.',
    ]);
    expect(await openRebuilds(servers.session).pending()).toBeUndefined();
  });

  it('follows what is stored, moved and removed, and empties the outbox', async () => {
    start();
    await until('The index is there', isCurrent);
    const ids = await servers.store(Array.from({ length: 2_500 }, (_, i) => `message ${i}`));
    await servers.move(ids.slice(0, 1_200));
    for (const id of [ids[3], ids[2_000], ids[2_001]]) await servers.remove(id ?? 0);
    await until('It has followed', isCurrent);
    expect(await counted('chat_search_rejected_messages_total')).toBe(0);
    expect(await counted('chat_search_indexed_messages_total')).toBeGreaterThanOrEqual(2_500);
  });

  it('lets one relay work at a time', async () => {
    start();
    await until('The index is there', isCurrent);
    expect(await start()).toBe(false);
  });

  it('keeps the last state of a message, whatever comes late or again', async () => {
    const [moved = 0, removed = 0] = await servers.store(['moved', 'removed']);
    await servers.move([moved]);
    await servers.remove(removed);
    start();
    await until('The index is there', isCurrent);
    const late = [moved, removed].map((chatId) => ({ kind: 'live', chatId, room: 'I', text: 'late' }) as const);
    const verdicts = await sendStatesTo(client)([names.serving], late, new AbortController().signal);
    expect(verdicts).toEqual([{ kind: 'taken' }, { kind: 'taken' }]);
    await servers.client.indices.refresh({ index: names.serving });
    expect(await servers.indexed(names.serving)).toEqual([{ id: moved, archived: true }]);
    const { hits } = await servers.client.search({ index: names.serving, query: { match_phrase: { text: 'late' } } });
    expect(hits.hits).toEqual([]);
    // Nothing of what was removed is left.
    expect((await servers.client.get({ index: names.serving, id: String(removed) }))._source).toEqual({
      chat_id: removed,
    });
  });

  it('leaves out what the index refuses for ever, says which it is, and goes on', async () => {
    start();
    await until('The index is there', isCurrent);
    await servers.client.ingest.putPipeline({
      id: 'refuse',
      processors: [{ date: { if: "ctx.text == 'poison'", field: 'text', formats: ['ISO8601'] } }],
    });
    await servers.client.indices.putSettings({
      index: names.serving,
      settings: { 'index.default_pipeline': 'refuse' },
    });
    const [, poison = 0] = await servers.store(['before', 'poison', 'after']);
    await until('The outbox is empty', async () => (await servers.outbox()) === 0);
    expect((await servers.indexed(names.serving)).map(({ id }) => id)).toEqual([poison - 1, poison + 1]);
    expect(await counted('chat_search_rejected_messages_total')).toBe(1);
    expect(lines.at(-1)).toMatch(
      new RegExp(
        `^The search index refuses message ${poison} for ever \\(illegal_argument_exception: .*\\); it is left out\\.$`,
      ),
    );
  });

  it('waits while writing is forbidden, and goes on after', async () => {
    start();
    await until('The index is there', isCurrent);
    await servers.client.indices.putSettings({ index: names.serving, settings: { 'index.blocks.write': true } });
    await servers.store(['one', 'two']);
    await until('It has tried', async () => ((await counted('chat_search_retries_total', 'server')) ?? 0) > 1);
    expect(await servers.outbox()).toBe(2);
    await servers.client.indices.putSettings({ index: names.serving, settings: { 'index.blocks.write': null } });
    await until('It has followed', isCurrent);
  });

  it('builds the index again when asked to, though the old one takes nothing', async () => {
    start();
    await until('The index is there', isCurrent);
    const [old = ''] = await indicesNow();
    await servers.client.indices.putSettings({ index: old, settings: { 'index.blocks.write': true } });
    await servers.store(['one', 'two']);
    await until('It has tried', async () => ((await counted('chat_search_retries_total', 'server')) ?? 0) > 0);
    await openRebuilds(servers.session).ask('asked');
    await until('Another has taken its place', async () => !(await indicesNow()).includes(old) && (await isCurrent()));
  });

  it('goes on with the old index where a new one cannot be begun, and begins it when it can', async () => {
    start();
    await until('The index is there', isCurrent);
    const [old = ''] = await indicesNow();
    const most = (limit: number | null) =>
      servers.client.cluster.putSettings({ persistent: { 'cluster.max_shards_per_node': limit } });
    await most(1);
    try {
      const rebuilds = openRebuilds(servers.session);
      const id = await rebuilds.ask('asked');
      const refused = 'A new search index cannot be begun, so the old one goes on; trying again.';
      await until('It was refused', () => Promise.resolve(lines.includes(refused)));
      await servers.store(['one', 'two']);
      await until('It has followed', isCurrent);
      expect(await rebuilds.find(id)).toMatchObject({ ended: false });
    } finally {
      await most(null);
    }
    await until('Another has taken its place', async () => !(await indicesNow()).includes(old) && (await isCurrent()));
  });

  it('takes the live message where ids have begun anew', async () => {
    const [first = 0] = await servers.storeUnheard(['of old']);
    await servers.move([first]);
    await servers.mysql.query('TRUNCATE chatlogs');
    expect(await servers.storeUnheard(['of now'])).toEqual([first]);
    start();
    await until('The index is there', () => servers.client.indices.existsAlias({ name: names.serving }));
    expect(await servers.indexed(names.serving)).toEqual([{ id: first, archived: false }]);
  });

  it('builds the index again where somebody has deleted it, and never another by a message', async () => {
    start();
    await until('The index is there', isCurrent);
    const [kept = 0, removed = 0] = await servers.store(['kept', 'removed']);
    await until('It has followed', isCurrent);
    for (const index of await indicesNow()) await servers.client.indices.delete({ index });
    await servers.remove(removed);
    await servers.store(['more']);
    await until('The index is there again', isCurrent);
    expect(await indicesNow()).toEqual([expect.stringMatching(/^chat-messages-fungap-test-\d{17}$/)]);
    expect((await servers.indexed(names.serving)).map(({ id }) => id)).toEqual([kept, removed + 1]);
  });

  it('builds the index again where an earlier release made it otherwise', async () => {
    start();
    await until('The index is there', isCurrent);
    await servers.store(['cooking']);
    await until('It has followed', isCurrent);
    await stops.pop()?.();
    const [old] = await indicesNow();
    start('english');
    await until('Another has taken its place', async () => !(await indicesNow()).includes(old ?? '') && isCurrent());
    const { hits } = await servers.client.search({ index: names.serving, query: { match: { 'text.words': 'cooks' } } });
    expect(hits.hits).toHaveLength(1);
  });

  it('builds the index again that belongs to another database', async () => {
    await servers.store(['of another database']);
    start();
    await until('The index is there', isCurrent);
    await stops.pop()?.();
    for (const table of ['chatlogs', 'search_rebuilds']) await servers.mysql.query(`TRUNCATE ${table}`);
    await servers.storeUnheard(['of this one']);
    start();
    const isFound = async () => {
      const { hits } = await servers.client.search({ index: names.serving, query: { match_phrase: { text: 'this' } } });
      return hits.hits.length === 1;
    };
    await until('It has what this one has', isFound);
  });

  it('loses nothing while Elasticsearch is gone', async () => {
    start();
    await until('The index is there', isCurrent);
    await servers.store(['before']);
    await until('It has followed', isCurrent);
    await servers.elasticsearch.kill();
    const [first = 0] = await servers.store(Array.from({ length: 1_500 }, (_, i) => `meanwhile ${i}`));
    await servers.remove(first);
    await until('It has tried', async () => ((await counted('chat_search_retries_total', 'network')) ?? 0) > 2);
    expect(await servers.outbox()).toBe(1_501);
    await servers.elasticsearch.start();
    await until('It has followed', isCurrent);
  });

  it('loses nothing while Elasticsearch hangs', async () => {
    start();
    await until('The index is there', isCurrent);
    const [first = 0, second = 0] = await servers.store(['first', 'second']);
    await until('It has followed', isCurrent);
    const tries = (await counted('chat_search_retries_total', 'network')) ?? 0;
    await servers.elasticsearch.freeze();
    try {
      await servers.move([first, second]);
      await until('It has tried', async () => ((await counted('chat_search_retries_total', 'network')) ?? 0) > tries);
      await servers.remove(first);
      expect(await servers.outbox()).toBe(3);
    } finally {
      servers.elasticsearch.thaw();
    }
    await until('It has followed', isCurrent);
  });
});
