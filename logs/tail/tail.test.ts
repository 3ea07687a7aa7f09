import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import type { SpooledLine } from '../../spool/record.ts';
import { openSpool, type Spool } from '../../spool/spool.ts';
import { createLines, type RecordLines, writerOf } from '../../test/support/recorded-lines.ts';
import { countSpool } from '../../test/support/spool-meter.ts';
import { until } from '../../test/support/start-app.ts';
import { type FaultProxy, startFaultProxy } from '../../test/support/start-fault-proxy.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { openLogSearch } from '../elasticsearch.ts';
import type { LineFilter } from './line-filter.ts';
import type { LogLine } from './log-line.ts';
import { follow, showNewest } from './tail.ts';

let server: TestServer;
let client: Client;
let proxy: FaultProxy;
let folder: string;
let stream: string;
let record: RecordLines;
let streams = 0;

beforeAll(async () => {
  server = await startElasticsearch();
  client = new Client({ node: server.url });
  proxy = await startFaultProxy(server.url);
  const resources = elasticResources(parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts'));
  await setUpElasticsearch(server.url, resources, () => {});
});
afterAll(async () => {
  await client?.close();
  await proxy?.stop();
  await server?.stop();
});
beforeEach(async () => {
  streams += 1;
  stream = `logs-chat.app-tail${streams}`;
  record = createLines();
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-tail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const store = async (lines: readonly SpooledLine[]) => {
  const answer = await elasticsearchStore(server.url, stream).send(lines, new AbortController().signal);
  expect('verdicts' in answer && answer.verdicts.every(({ kind }) => kind === 'stored')).toBe(true);
};

const refresh = () => client.indices.refresh({ index: stream });

/** A spool of this process: what it writes stays there while the proxy is away. */
const open = (): Spool => {
  const spool = openSpool({
    folder,
    store: elasticsearchStore(proxy.url, stream),
    destination: stream,
    meter: countSpool().meter,
    limitBytes: 1e9,
    sync: 'never',
    onTrouble: () => {},
    onFailure: () => {},
    pauses: { least: 5, most: 50 },
    gather: 5,
  });
  onTestFinished(() => spool.close(0));
  return spool;
};

const write = (spool: Spool, lines: readonly SpooledLine[]) => {
  for (const { id, line } of lines) spool.write(id, line.toString(), 'error');
};

const away = async () => {
  await proxy.set('refused');
  onTestFinished(() => proxy.set('none'));
};

const options = (filter: Partial<LineFilter> = {}, count = 1_000) => {
  const printed: LogLine[][] = [];
  const stopping = new AbortController();
  return {
    search: openLogSearch({ url: proxy.url, dataStream: stream }, stopping.signal),
    spool: folder,
    filter: { range: {}, values: {}, ...filter },
    count,
    print: (lines: readonly LogLine[]) => void printed.push([...lines]),
    printed,
    stopping,
  };
};

const idsOf = (lines: readonly { readonly id: string }[] | undefined): string[] => (lines ?? []).map(({ id }) => id);

it('shows the newest of those that are stored and those that wait, each once and in order', async () => {
  const other = createLines();
  const all = [...record(5), ...other(5)];
  await store(all);
  await refresh();
  await away();
  const waiting = record(5);
  // Also one that Elasticsearch has carried out, of which nothing was heard.
  write(open(), [...all.slice(4, 5), ...waiting]);
  const { printed, ...rest } = options();
  await showNewest(rest).catch(() => {});
  // Straight, while the spool finds nobody.
  const direct = { ...rest, search: openLogSearch({ url: server.url, dataStream: stream }, rest.stopping.signal) };
  await showNewest(direct);
  await showNewest({ ...direct, count: 7 });
  const [alone, whole, newest] = printed;
  expect(idsOf(alone)).toEqual(idsOf([...all.slice(4, 5), ...waiting]));
  expect(new Set(idsOf(whole))).toEqual(new Set(idsOf([...all, ...waiting])));
  expect(whole).toHaveLength(15);
  const mine = whole?.filter(({ id }) => writerOf({ id }) === writerOf(waiting[0])) ?? [];
  expect(idsOf(mine)).toEqual(idsOf([...all.slice(0, 5), ...waiting]));
  expect(newest).toEqual(whole?.slice(-7));
});

it('shows what waits, and says in a sentence that nobody knows what is stored', async () => {
  await away();
  const waiting = record(3, { room: 'lobby' });
  const spool = open();
  write(spool, [...waiting, ...record(3)]);
  const { printed, ...rest } = options({ values: { 'labels.room': 'lobby' } }, 2);
  await expect(showNewest(rest)).rejects.toThrow(
    /^Elasticsearch at 127\.0\.0\.1:\d+ does not answer \(.+\); start it, or correct urls\.elasticsearch\.$/,
  );
  expect(printed).toEqual([[expect.anything(), expect.anything()]]);
  expect(idsOf(printed[0])).toEqual(idsOf(waiting.slice(1)));
  expect(printed[0]?.map(({ waits }) => waits)).toEqual([true, true]);
});

it('shows at once what is shipped, before any search finds it, and of a data stream that is not there nothing', async () => {
  const before = options();
  await showNewest(before);
  expect(before.printed).toEqual([[]]);
  await store(createLines()(1));
  await client.indices.putSettings({ index: stream, settings: { refresh_interval: '1h' } });
  const spool = open();
  const lines = record(10);
  write(spool, lines);
  await until('They are shipped', async () => spool.state().bytes === 0);
  const { hits } = await client.search({ index: stream, query: { ids: { values: idsOf(lines) } } });
  expect(hits.hits).toEqual([]);
  const after = options({}, 10);
  await showNewest(after);
  expect(idsOf(after.printed[0])).toEqual(idsOf(lines));
  expect(after.printed[0]?.some(({ waits }) => waits)).toBe(false);
});

it('follows: what is written here at once, what comes from elsewhere when it arrives, each once, though Elasticsearch goes', async () => {
  const elsewhere = createLines();
  // Logged before all others, and stored last.
  const late = elsewhere(2);
  const early = record(3);
  await store(early);
  await refresh();
  const spool = open();
  const said: string[] = [];
  const { printed, stopping, ...rest } = options({}, 2);
  const following = follow({ ...rest, say: (sentence) => said.push(sentence), signal: stopping.signal });
  const shown = () => idsOf(printed.flat());
  await until('It has begun', async () => printed.length > 0);
  expect(shown()).toEqual(idsOf(early.slice(1)));

  const fresh = record(5);
  write(spool, fresh);
  await until('It shows them', async () => shown().length >= 7);
  expect(shown()).toEqual(idsOf([...early.slice(1), ...fresh]));

  await store(late);
  await until('It shows the late ones', async () => shown().length >= 9);
  expect(shown().slice(7)).toEqual(idsOf(late));

  await away();
  const meanwhile = record(4);
  write(spool, meanwhile);
  await until('It says that Elasticsearch is away', async () => said.length > 0 && shown().length >= 13);
  expect(said).toEqual([
    expect.stringMatching(
      /^Elasticsearch at .+ does not answer .+ Lines of .+ are shown meanwhile, and it is asked again and again\.$/,
    ),
  ]);
  const missed = elsewhere(2);
  await store(missed);
  await proxy.set('none');
  await until('All is shipped', async () => spool.state().bytes === 0);
  await until('It shows what it has missed', async () => shown().length >= 15);
  expect(said[1]).toMatch(/^Elasticsearch at .+ answers again\.$/);

  await refresh();
  const last = record(1);
  write(spool, last);
  await until('It shows the last', async () => shown().includes(last[0]?.id ?? ''));
  stopping.abort();
  await following;
  const all = [...early.slice(1), ...fresh, ...late, ...meanwhile, ...missed, ...last];
  expect(shown()).toHaveLength(all.length);
  expect(new Set(shown())).toEqual(new Set(idsOf(all)));
});

it('follows only what is asked for, and what a process logs that starts later', async () => {
  const { printed, stopping, ...rest } = options({ text: 'wanted line' }, 0);
  const following = follow({ ...rest, say: () => {}, signal: stopping.signal });
  await until('It has begun', async () => printed.length > 0);
  const spool = open();
  const wanted = record(2, { message: 'A wanted line.' });
  write(spool, [...record(2), ...wanted, ...record(2)]);
  await until('They are shown', async () => printed.flat().length >= 2);
  await until('All is shipped', async () => spool.state().bytes === 0);
  stopping.abort();
  await following;
  expect(idsOf(printed.flat())).toEqual(idsOf(wanted));
});
