import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDeadLetters, type DeadLetter, deadLetterFolder } from '../../spool/dead-letters.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import type { LogStore } from '../../spool/store.ts';
import { countSpool } from '../../test/support/spool-meter.ts';
import { until } from '../../test/support/start-app.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { isChosen } from './choice.ts';
import { letterFiles, readLetters } from './letter-files.ts';
import { replayLetters } from './replay.ts';
import { createSender } from './sender.ts';

const main = join(import.meta.dirname, '../../cli/main.ts');
const replayer = join(import.meta.dirname, 'fixtures/replayer.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-replay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

let stream = 'logs-test-default';

const bury = (letters: readonly Omit<DeadLetter, 'at'>[], name = 'somebody') =>
  createDeadLetters(folder, () => name, stream, countSpool().meter).bury(letters);

const aside = async (): Promise<DeadLetter[]> => {
  const found: DeadLetter[] = [];
  for (const path of await letterFiles(folder)) {
    for await (const { letter } of readLetters(path)) if (letter) found.push(letter);
  }
  return found;
};

const letter = (id: string, line: object, why = '400 once'): Omit<DeadLetter, 'at'> => ({
  id,
  reason: 'rejected',
  why,
  line: JSON.stringify({ '@timestamp': '2026-01-01T00:00:00.000Z', ...line }),
});

const replay = async (
  store: LogStore,
  { ids = [], reasons = [], patienceMs = 60_000 }: { ids?: string[]; reasons?: string[]; patienceMs?: number } = {},
) => {
  const troubles: string[] = [];
  const refused: DeadLetter[] = [];
  const result = await replayLetters(folder, {
    choose: (one) => isChosen({ ids, reasons }, one),
    send: createSender(store, {
      patienceMs,
      pauses: { least: 5, most: 20 },
      settleMs: 10,
      signal: new AbortController().signal,
      onTrouble: (kind) => troubles.push(kind),
    }),
    onRefused: (one) => refused.push(one),
  });
  return { ...result, troubles, refusals: refused };
};

describe('dead letters and a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  let streams = 0;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });
  const template = (type: 'long' | 'keyword') =>
    client.indices.putIndexTemplate({
      name: stream,
      index_patterns: [stream],
      data_stream: {},
      priority: 200,
      template: { mappings: { properties: { sequence: { type } } } },
    });
  beforeEach(async () => {
    streams += 1;
    stream = `logs-replay-${streams}`;
    await template('long');
  });

  const store = () => elasticsearchStore(server.url, stream);
  const stored = async (): Promise<string[]> => {
    await client.indices.refresh({ index: stream, ignore_unavailable: true });
    const { hits } = await client.search({ index: stream, size: 10_000, _source: false, ignore_unavailable: true });
    return hits.hits.map(({ _id }) => String(_id)).sort();
  };

  it('are stored when what refused them is mended, and stay with the new reason where it is not', async () => {
    const before = [
      letter('w-1', { sequence: 'none' }),
      letter('w-2', { sequence: 'none' }, '413 too large'),
      letter('w-3', { sequence: 3 }),
    ];
    await bury(before);
    const first = await replay(store());
    expect(first).toMatchObject({ sent: 1, known: 0, refused: 2, left: 0 });
    expect(first.refusals.map(({ id }) => id)).toEqual(['w-1', 'w-2']);
    expect(await stored()).toEqual(['w-3']);
    const kept = await aside();
    expect(kept.map(({ id, line }) => ({ id, line }))).toEqual(
      before.slice(0, 2).map(({ id, line }) => ({ id, line })),
    );
    for (const { why } of kept) expect(why).toMatch(/^400 document_parsing_exception: .*sequence/);

    await template('keyword');
    await client.indices.rollover({ alias: stream });
    expect(await replay(store())).toMatchObject({ sent: 2, refused: 0 });
    expect(await stored()).toEqual(['w-1', 'w-2', 'w-3']);
    expect(await readdir(deadLetterFolder(folder))).toEqual([]);
    expect(await replay(store())).toMatchObject({ sent: 0, refused: 0, left: 0 });
  });

  it('are sent again by id or reason, and the others stay as they are, byte by byte', async () => {
    await bury([letter('a-1', {}, '400 because'), letter('a-2', {}, '400 of that'), letter('a-3', {}, '400 because')]);
    const path = join(deadLetterFolder(folder), 'dead.ndjson');
    await writeFile(path, '{"id":"a-9","reason":"rejected","wh');
    const whole = (await readFile(join(deadLetterFolder(folder), 'somebody.ndjson'), 'utf8')).split('\n');
    expect(await replay(store(), { ids: ['a-3', 'a-2'], reasons: ['because', 'large'] })).toMatchObject({ sent: 1 });
    expect(await replay(store(), { reasons: ['too_large'] })).toMatchObject({ sent: 0 });
    expect(await stored()).toEqual(['a-3']);
    const names = (await readdir(deadLetterFolder(folder))).filter((name) => name.startsWith('somebody.'));
    expect(names).toEqual([expect.stringMatching(/^somebody\.[0-9a-f]{8}\.ndjson$/)]);
    expect(await readFile(join(deadLetterFolder(folder), names[0] ?? ''), 'utf8')).toBe(`${whole[0]}\n${whole[1]}\n`);
    expect(await readFile(path, 'utf8')).toBe('{"id":"a-9","reason":"rejected","wh');
    expect(await replay(store(), { reasons: ['rejected'] })).toMatchObject({ sent: 2 });
    expect(await stored()).toEqual(['a-1', 'a-2', 'a-3']);
  });

  it('are not stored twice where a replay was cut short before the stream went on to its next index', async () => {
    await bury([letter('w-1', {}), letter('w-2', {})]);
    const line = Buffer.from(letter('w-1', {}).line);
    await store().send([{ id: 'w-1', line, writtenAt: 0, size: line.length }], new AbortController().signal);
    await client.indices.rollover({ alias: stream });
    const file = join(deadLetterFolder(folder), 'somebody');
    await rename(`${file}.ndjson`, `${file}.0123abcd.sent.ndjson`);
    expect(await replay(store())).toMatchObject({ sent: 2, known: 1 });
    expect(await stored()).toEqual(['w-1', 'w-2']);
  });

  it('stay where they are while nobody takes them', async () => {
    await bury([letter('w-1', {})]);
    const away = elasticsearchStore('http://127.0.0.1:1', stream);
    expect(await replay(away, { patienceMs: 100 })).toMatchObject({
      sent: 0,
      left: 1,
      troubles: expect.arrayContaining(['network']),
    });
    expect(await aside()).toMatchObject([letter('w-1', {})]);
    expect(await replay(store())).toMatchObject({ sent: 1, left: 0 });
  });

  it('are each stored once, or put aside, wherever kill -9 meets a replay', async () => {
    const all = Array.from({ length: 4_000 }, (_, i) => letter(`w-${i}`, { sequence: i % 100 === 7 ? 'none' : i }));
    await bury(all);
    const config = join(folder, 'gapwatch.config.ts');
    await writeFile(config, `export default ${JSON.stringify({ urls: { elasticsearch: server.url } })};\n`);
    const args = [main, 'logs', 'replay', '--config', config, '--folder', folder, '--data-stream', stream];
    const files = async () => (await readdir(deadLetterFolder(folder))).join();
    for (let round = 0; round < 4; round += 1) {
      const before = await files();
      const child = execa(process.execPath, [replayer, folder, server.url, stream], { reject: false });
      await until('It has begun', async () => child.exitCode !== null || (await files()) !== before);
      await delay(randomInt(400));
      child.kill('SIGKILL');
      await child;
      const [there, here] = [await stored(), (await aside()).map(({ id }) => id)];
      expect(new Set(there).size).toBe(there.length);
      expect(new Set([...there, ...here]).size).toBe(4_000);
    }
    const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(
      / lines sent again(, \d+ of which Elasticsearch had already)?, 40 refused again, and put aside with what it says now\.$/,
    );
    const there = await stored();
    expect([new Set(there).size, there.length]).toEqual([3_960, 3_960]);
    expect((await aside()).map(({ id }) => id).sort()).toEqual(
      all
        .filter((_, i) => i % 100 === 7)
        .map(({ id }) => id)
        .sort(),
    );
    expect((await readdir(deadLetterFolder(folder))).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});

it('lets a process go on putting letters aside, and loses none of them', async () => {
  const stored: string[] = [];
  const store: LogStore = {
    async send(lines) {
      stored.push(...lines.map(({ id }) => id));
      return { verdicts: lines.map(() => ({ kind: 'stored' as const })) };
    },
    locate: async (ids) => ({ generation: 1, stored: new Set(ids.filter((id) => stored.includes(id))) }),
  };
  let writing = true;
  const write = async () => {
    for (let i = 0; i < 300; i += 1) await bury([letter(`w-${i}`, {})], i % 2 === 0 ? 'one' : 'other');
    writing = false;
  };
  const written = write();
  while (writing) await replay(store);
  await written;
  await replay(store);
  expect(stored.toSorted()).toEqual(Array.from({ length: 300 }, (_, i) => `w-${i}`).sort());
  expect(await aside()).toEqual([]);
});

it('lets two replays go on beside each other', async () => {
  const stored = new Set<string>();
  const store: LogStore = {
    async send(lines) {
      await delay(1);
      return {
        verdicts: lines.map(({ id }) => {
          if (stored.has(id)) return { kind: 'duplicate' as const };
          if (id.endsWith('5')) return { kind: 'rejected' as const, reason: '400' };
          stored.add(id);
          return { kind: 'stored' as const };
        }),
      };
    },
    locate: async () => ({ generation: 1, stored: new Set() }),
  };
  for (let i = 0; i < 50; i += 1)
    await bury(
      Array.from({ length: 20 }, (_, j) => letter(`w-${i * 20 + j}`, {})),
      `p${i % 7}`,
    );
  await Promise.all([replay(store), replay(store), replay(store)]);
  expect(stored.size).toBe(900);
  expect(new Set((await aside()).map(({ id }) => id)).size).toBe(100);
  for (const { id } of await aside()) expect(id).toMatch(/5$/);
});
