import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { createDeadLetters } from '../../spool/dead-letters.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import type { SpooledLine } from '../../spool/record.ts';
import { openSpool } from '../../spool/spool.ts';
import { createLines, writerOf } from '../../test/support/recorded-lines.ts';
import { countSpool } from '../../test/support/spool-meter.ts';
import { until } from '../../test/support/start-app.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { openLogSearch } from '../elasticsearch.ts';
import { auditLines } from './audit.ts';
import { consoleLines } from './console-lines.ts';
import { describeFaults } from './fault-details.ts';
import { knownLines } from './known-lines.ts';

const resources = elasticResources(parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts'));
const { signal } = new AbortController();

describe('an audit of a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  let folder: string;
  let stream: string;
  let streams = 0;

  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, resources, () => {});
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    streams += 1;
    stream = `logs-chat.app-audit${streams}`;
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-audit-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
  });

  const store = async (lines: readonly SpooledLine[]) => {
    for (let start = 0; start < lines.length; start += 5_000) {
      const answer = await elasticsearchStore(server.url, stream).send(lines.slice(start, start + 5_000), signal);
      expect('verdicts' in answer && answer.verdicts.every(({ kind }) => kind === 'stored')).toBe(true);
    }
  };

  const search = () => openLogSearch({ url: server.url, dataStream: stream }, signal);
  const audit = async (options: { since?: number; until?: number; console?: readonly SpooledLine[] } = {}) => {
    const { console, ...range } = options;
    await client.indices.refresh({ index: stream, ignore_unavailable: true });
    const text = console?.map(({ line }) => `app-1  | ${line}\n`).join('');
    const told =
      text === undefined
        ? undefined
        : await consoleLines(
            (async function* () {
              yield text;
            })(),
            range,
          );
    return auditLines({
      search: search(),
      range,
      known: (within) => knownLines(folder, within),
      async locate(ids) {
        const located = await elasticsearchStore(server.url, stream).locate(ids, 0, signal);
        if ('kind' in located) throw new Error(located.reason);
        return located.stored;
      },
      ...(told && { console: told.lines }),
    });
  };

  /** Puts lines into the spool, of which nothing is shipped. */
  const spool = async (lines: readonly SpooledLine[]) => {
    const counted = countSpool();
    const away = async () => ({ kind: 'network' as const, reason: 'away' });
    const opened = openSpool({
      folder,
      store: { send: away, locate: away },
      destination: 'logs-test-default',
      meter: counted.meter,
      limitBytes: 1e9,
      sync: 'never',
      onTrouble: () => {},
      onFailure: () => {},
      pauses: { least: 10_000, most: 10_000 },
    });
    onTestFinished(() => opened.close(0));
    for (const { id, line } of lines) opened.write(id, line.toString(), 'error');
    await until('They are written', async () => counted.counts.accepted === lines.length);
  };

  it('finds each line of many writers stored once', async () => {
    const made = Array.from({ length: 30 }, (_, i) => createLines()(i * 7 + 1));
    await store(made.flat());
    expect(await audit()).toEqual({
      dataStream: stream,
      writers: 30,
      stored: made.flat().length,
      waiting: 0,
      apart: 0,
      lost: 0,
      extra: 0,
      beheaded: 0,
      unnumbered: 0,
      faults: [],
    });
  });

  it('names each line of a long row that is nowhere, and each that is stored twice, though there are as many', async () => {
    const lines = createLines()(22_000);
    const writer = writerOf(lines[0]);
    const gaps = [1, 777, 20_000, 20_001, 21_999];
    await store(lines.filter((_, i) => !gaps.includes(i + 1)));
    await client.indices.rollover({ alias: stream });
    // As somebody would who does not look up what he has sent before the roll-over.
    await store([2, 19_999, 20_002, 21_000, 22_000].map((sequence) => lines[sequence - 1] as SpooledLine));
    const found = await audit();
    expect(found).toMatchObject({ writers: 1, stored: 21_995, lost: 5, extra: 5, beheaded: 0 });
    expect(found.faults).toEqual([
      {
        writer,
        lost: [
          { from: 1, to: 1 },
          { from: 777, to: 777 },
          { from: 20_000, to: 20_001 },
          { from: 21_999, to: 21_999 },
        ],
        doubled: [2, 19_999, 20_002, 21_000, 22_000],
      },
    ]);
    const told = await describeFaults(search(), found.faults);
    expect(told).toHaveLength(9);
    expect(told[1]).toMatch(
      new RegExp(`^lost: ${writer}-777 is neither stored nor in the spool; logged after 2\\S+Z and before 2\\S+Z\\.$`),
    );
    expect(told[2]).toContain(`${writer}-20000 to 20001 (2 lines) are neither`);
    expect(told[4]).toMatch(
      new RegExp(
        `^twice: ${writer}-2 is stored 2 times, in \\.ds-${stream}-\\S+-00000\\d and \\.ds-${stream}-\\S+-00000\\d\\.$`,
      ),
    );
  });

  it('counts as waiting what is in the spool, as put aside what is there, and as lost what is in neither', async () => {
    const lines = createLines()(100);
    await store(lines.slice(0, 50));
    await spool(lines.slice(60, 100));
    const letters = createDeadLetters(folder, () => 'somebody', 'logs-test-default', countSpool().meter);
    const aside = lines.slice(50, 55);
    await letters.bury(aside.map(({ id, line }) => ({ id, reason: 'rejected', why: '400', line: line.toString() })));
    expect(await audit()).toMatchObject({
      stored: 50,
      waiting: 40,
      apart: 5,
      lost: 5,
      faults: [{ lost: [{ from: 56, to: 60 }], doubled: [] }],
    });
  });

  it('knows of a writer of whom nothing is stored', async () => {
    const [lines, others] = [createLines()(10), createLines()(3)];
    await store(others);
    await spool(lines.slice(4));
    expect(await audit()).toMatchObject({
      writers: 2,
      stored: 3,
      waiting: 6,
      lost: 4,
      faults: [{ lost: [{ from: 1, to: 4 }] }],
    });
  });

  it('misses what the console has told and nobody has stored, at the end too', async () => {
    const lines = createLines()(20);
    await store(lines.slice(0, 15));
    expect(await audit()).toMatchObject({ lost: 0 });
    expect(await audit({ console: lines })).toMatchObject({
      stored: 15,
      lost: 5,
      faults: [{ lost: [{ from: 16, to: 20 }] }],
    });
  });

  it('is not misled by a refresh that has not come', async () => {
    const lines = createLines()(30);
    await store(lines.slice(0, 10));
    await client.indices.refresh({ index: stream });
    await client.indices.putSettings({ index: stream, settings: { refresh_interval: '1h' } });
    await store(lines.slice(10));
    const found = await auditLines({
      search: search(),
      range: {},
      known: (within) => knownLines(folder, within),
      async locate(ids) {
        const located = await elasticsearchStore(server.url, stream).locate(ids, 0, signal);
        return 'stored' in located ? located.stored : new Set();
      },
      console: (
        await consoleLines(
          (async function* () {
            for (const { line } of lines) yield `${line}\n`;
          })(),
          {},
        )
      ).lines,
    });
    expect(found).toMatchObject({ stored: 10, lost: 0, faults: [] });
  });

  it('looks at lines of a time only, and says nothing of what writers logged before', async () => {
    const record = createLines();
    const before = record(10);
    await until('The clock goes on', async () => Date.now() > (before[9]?.writtenAt ?? 0) + 5);
    const start = Date.now();
    const during = record(10);
    await until('The clock goes on', async () => Date.now() > (during[9]?.writtenAt ?? 0) + 5);
    const end = Date.now();
    await until('The clock goes on', async () => Date.now() > end + 5);
    const after = record(10);
    const missing = (lines: readonly SpooledLine[]) => lines.filter((_, i) => i !== 4);
    await store([before, during, after].flatMap(missing));
    const lost = async (range: { since?: number; until?: number }) => (await audit(range)).faults[0]?.lost;
    expect(await lost({ since: start, until: end })).toEqual([{ from: 15, to: 15 }]);
    expect(await lost({ since: start })).toEqual([
      { from: 15, to: 15 },
      { from: 25, to: 25 },
    ]);
    expect(await lost({ until: end })).toEqual([
      { from: 5, to: 5 },
      { from: 15, to: 15 },
    ]);
    expect(await audit({ since: start, until: end })).toMatchObject({ stored: 9, beheaded: 1 });
  });

  it('does not miss lines whose index is deleted for its age', async () => {
    const lines = createLines()(40);
    await store(lines.slice(0, 20));
    await client.indices.rollover({ alias: stream });
    await store(lines.slice(20));
    const [first = ''] = (await search().indices()).filter((name) => name.endsWith('-000001'));
    await client.indices.delete({ index: first });
    expect(await audit()).toMatchObject({ stored: 20, lost: 0, beheaded: 1 });
  });

  it('looks only at what is there of a writer with absurd numbers', async () => {
    const [line] = createLines()(1);
    const document = JSON.parse(String(line?.line));
    const far = (sequence: number): SpooledLine => {
      const text = JSON.stringify({
        ...document,
        event: { ...document.event, id: `far-${sequence}`, sequence },
        labels: { writer: 'far' },
      });
      return { id: `far-${sequence}`, line: Buffer.from(text), writtenAt: Date.now(), size: text.length };
    };
    await store([far(1), far(2), far(9_000_000_000_000)]);
    expect(await audit()).toMatchObject({ stored: 3, lost: 9_000_000_000_000 - 3 });
  });

  it('tells of lines that nobody has numbered', async () => {
    await store([{ id: 'x', line: Buffer.from('{"@timestamp":"2026-01-01T00:00:00Z"}'), writtenAt: 0, size: 1 }]);
    expect(await audit()).toMatchObject({ writers: 0, stored: 0, unnumbered: 1, lost: 0 });
  });

  it('says in a sentence that it cannot be made', async () => {
    const gone = openLogSearch({ url: 'http://127.0.0.1:1', dataStream: 'logs-none' }, signal);
    await expect(gone.indices()).rejects.toThrow(
      /^Elasticsearch at 127\.0\.0\.1:1 does not answer \(.+\); start it, or correct urls\.elasticsearch\.$/,
    );
  });
});
