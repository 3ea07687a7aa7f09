import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { type SearchServers, startSearchServers } from '../../test/support/search-servers.ts';
import type { Log } from '../logging/log.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { sendStatesTo } from './bulk.ts';
import { indexNames } from './index-definition.ts';
import { openIndices } from './indices.ts';
import { relay } from './relay.ts';
import { measureRelay } from './relay-metrics.ts';
import { openSearches, type Searches } from './searches.ts';

const config = { service: 'fungap', environment: 'test' };

/** One whose index knows words: English ones, as no plugin for Korean ones is here. */
const wordy = { service: 'fungap', environment: 'words' };

const log: Log = { error: console.error, warn: console.error, info: () => {}, debug: () => {} };

/** Few characters, so that many texts have the same parts; those of a line are the same to MySQL. */
const alphabet = [
  'a A ａ á À',
  'e é E',
  '1 ١ １ ①',
  '가',
  '각',
  '김',
  '치',
  'ㅋ ᄏ',
  '😀',
  '!',
  '%',
  '_',
  ' ',
  'ß',
  'ア あ ｱ',
].flatMap((line) => (line === ' ' ? [' '] : line.split(' ')));

/** Random numbers below a number, the same each time. */
const makeRandom = () => {
  let state = 42;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

describe('the engines', () => {
  let servers: SearchServers;
  const random = makeRandom();
  const word = (length: number) => Array.from({ length }, () => alphabet[random(alphabet.length)] ?? '').join('');
  const build = async (of: typeof config, words?: string) => {
    const names = indexNames(of);
    const indices = openIndices(servers.client, names, { ...(words && { words }) });
    const options = {
      names,
      indices,
      send: sendStatesTo(servers.client),
      metrics: measureRelay(createTelemetry()),
      log,
    };
    const { signal } = new AbortController();
    const isDone = () => servers.client.indices.existsAlias({ name: names.serving });
    await relay(servers.session, options, { signal, isDone });
  };
  const searchesOf = (of: typeof config): Searches =>
    openSearches(parseConfig({ ...of, urls: { elasticsearch: servers.elasticsearch.url } }, 'gapwatch.config.ts'), {
      database: servers.session,
      log,
      elasticsearch: true,
    });
  beforeAll(async () => {
    servers = await startSearchServers();
    await servers.store(Array.from({ length: 4_000 }, () => word(1 + random(12))));
    await servers.store(['They were cooking dinner', 'he cooks', 'a cookbook', '학교에 갔다']);
    await build(config);
    await build(wordy, 'english');
  });
  afterAll(() => servers?.stop());

  it('find by Elasticsearch what LIKE finds, in the same order', async () => {
    const searches = searchesOf(config);
    const counts = { found: 0, empty: 0 };
    for (let i = 0; i < 300; i++) {
      const keyword = word(1 + random(6));
      if (keyword.trim() === '') continue;
      const like = await searches.like({ keyword, limit: 50 });
      const index = (await searches.elasticsearch?.({ keyword, limit: 50, archived: false })) ?? [];
      expect({ keyword, ids: index.map(({ chat_id }) => chat_id) }).toEqual({
        keyword,
        ids: like.map(({ chat_id }) => chat_id),
      });
      counts[like.length > 0 ? 'found' : 'empty'] += 1;
      expect({ keyword, unmarked: like.filter(({ highlights }) => highlights.length === 0) }).toEqual({
        keyword,
        unmarked: [],
      });
    }
    expect(Math.min(counts.found, counts.empty)).toBeGreaterThan(30);
  });

  it('find words that mean the same where the index knows words, and mark them', async () => {
    const found = await searchesOf(wordy).elasticsearch?.({ keyword: 'COOKED', limit: 50, archived: false });
    expect(found?.map(({ message, highlights }) => [message, highlights])).toEqual([
      ['he cooks', [[3, 8]]],
      ['They were cooking dinner', [[10, 17]]],
    ]);
  });
});
