import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import type { SpooledLine } from '../../spool/record.ts';
import { createLines } from '../../test/support/recorded-lines.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { openLogSearch } from '../elasticsearch.ts';
import { type LineFilter, lineFits } from './line-filter.ts';
import { lineOf } from './log-line.ts';
import { newestStored } from './stored-lines.ts';

const stream = 'logs-chat.app-filter';
const { signal } = new AbortController();

let server: TestServer;
let client: Client;
let lines: readonly SpooledLine[];

const messages = [
  'A message was stored.',
  'was A message stored?',
  'The message-queue of node_1 is full: 1,000 of 1.000 at 10:30',
  "it's Müller's café, e.g. U.S.A.",
  '안녕하세요 여러분, 반갑습니다',
  '今日は日本語です カタカナ',
  'say 👍 and 👍🏽 to a-b_c/d',
  'user@example.org wrote https://example.org/a?b=c&d=%20e',
  'ＦＵＬＬ ｗｉｄｔｈ and ﬁ',
  'tabs\tand "quotes" \\ backslash',
  '',
];

const values: readonly Readonly<Record<string, unknown>>[] = [
  ...messages.map((message) => ({ message })),
  { message: 'It failed.', level: 'error', error: { message: 'connect ECONNREFUSED 127.0.0.1:3306' } },
  { message: 'as a request', http: { request: { id: 'r-1' } }, trace: { id: 'a'.repeat(32) } },
  { message: 'as another', http: { request: { id: 'r-2' } }, room: 'lobby', level: 'warn' },
  { message: 'in a room', room: 'lobby', level: 'debug' },
  { message: 'in another', room: 'Lobby', level: 'http' },
  { message: 'of a level of its own', level: 'notice' },
];

beforeAll(async () => {
  server = await startElasticsearch();
  client = new Client({ node: server.url });
  const resources = elasticResources(parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts'));
  await setUpElasticsearch(server.url, resources, () => {});
  const record = createLines();
  lines = values.flatMap((one) => record(1, one));
  const answer = await elasticsearchStore(server.url, stream).send(lines, signal);
  expect('verdicts' in answer && answer.verdicts.every(({ kind }) => kind === 'stored')).toBe(true);
  await client.indices.refresh({ index: stream });
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

/** Numbers of the lines that fit, as Elasticsearch finds them, and as they are found in the spool. */
const found = async (filter: Partial<LineFilter>) => {
  const whole: LineFilter = { range: {}, values: {}, ...filter };
  const numberOf = (id: string) => Number(id.split('-')[1]);
  const sorted = (ids: readonly string[]) => ids.map(numberOf).sort((a, b) => a - b);
  const stored = await newestStored(openLogSearch({ url: server.url, dataStream: stream }, signal), whole, 1_000);
  const fits = lineFits(whole);
  const spooled = lines.filter(({ id, line }) => fits(lineOf(id, JSON.parse(line.toString()), true)));
  return { stored: sorted(stored.map(({ id }) => id)), spooled: sorted(spooled.map(({ id }) => id)) };
};

const phrases = [
  ...messages,
  ...messages.flatMap((message) => message.split(' ')),
  ...messages.flatMap((message) => message.split(/\P{L}+/u)),
  'message stored',
  'MESSAGE WAS',
  'node',
  '1.000',
  '10',
  'ECONNREFUSED 127.0.0.1',
  '127.0.0.1:3306',
  '3306',
  '안녕',
  '日本',
  'full width',
  '...',
];

it('finds the same words in the spool as Elasticsearch does', async () => {
  const all = await Promise.all([...new Set(phrases)].map(async (text) => ({ text, ...(await found({ text })) })));
  expect(all.map(({ text, spooled }) => [text, spooled])).toEqual(all.map(({ text, stored }) => [text, stored]));
  expect((await found({ text: 'message was stored' })).stored).toEqual([1]);
  expect((await found({ text: 'econnrefused' })).spooled).toEqual([messages.length + 1]);
});

it('finds the same lines by level, value and time', async () => {
  const [first, last] = [lines[2], lines[5]].map((line) => line?.writtenAt);
  const filters: Partial<LineFilter>[] = [
    {},
    { level: 'warn' },
    { level: 'info' },
    { level: 'silly' },
    { values: { 'http.request.id': 'r-1' } },
    { values: { 'trace.id': 'a'.repeat(32) } },
    { values: { 'labels.room': 'lobby' } },
    { values: { 'labels.room': 'lobby' }, level: 'warn', text: 'another' },
    { range: { ...(first && { since: first }), ...(last && { until: last }) } },
  ];
  for (const filter of filters) {
    const { stored, spooled } = await found(filter);
    expect({ filter, found: spooled }).toEqual({ filter, found: stored });
  }
  const room = messages.length + 3;
  expect((await found({ values: { 'labels.room': 'lobby' } })).stored).toEqual([room, room + 1]);
  expect((await found({ level: 'warn' })).spooled).toEqual([messages.length + 1, room]);
});
