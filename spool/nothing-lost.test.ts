import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../test/support/start-fault-proxy.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';
import { elasticsearchStore } from './elasticsearch.ts';
import type { Task } from './fixtures/line-writer.ts';
import { openSpool } from './spool.ts';

const ends = ['none', 'SIGTERM', 'SIGKILL', 'uncaught'] as const;

/** Lines that each process writes, five at a time, every 5 ms. */
const lines = 300;

const fixture = join(import.meta.dirname, 'fixtures/line-writer.ts');

/** A disk of 64 KiB at a folder, which only the command that follows sees. */
const onSmallDisk = (folder: string): string[] => [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=64k none ${folder} && exec "$@"`,
  'sh',
];

/** Runs a process that writes lines, and gives what it told of itself. */
const startWriter = (task: Task, within: readonly string[] = []) => {
  const [command = '', ...args] = [...within, process.execPath, fixture, JSON.stringify(task)];
  const child = execa(command, args, { reject: false, buffer: false });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const told = (what: string) =>
    output
      .split('\n')
      .findLast((line) => line.startsWith(`${what} `))
      ?.slice(what.length + 1);
  return {
    end: task.end,
    told,
    count: (what: string) => Number(told(what) ?? 0),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    exited: child.then(() => {}),
  };
};

describe('what a spool has taken', () => {
  let server: TestServer;
  let client: Client;
  let proxy: FaultProxy;
  let folder: string;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await client.indices.putIndexTemplate(template('logs-lines-*'));
    proxy = await startFaultProxy(server.url);
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-lost-'));
  });
  afterAll(async () => {
    await proxy?.stop();
    await client?.close();
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const template = (pattern: string) => ({
    name: pattern.replace('-*', ''),
    index_patterns: [pattern],
    data_stream: {},
    priority: 200,
    template: {
      mappings: { properties: { writer: { type: 'keyword' as const }, sequence: { type: 'long' as const } } },
    },
  });

  /** Sequences of each writer, twice where a line is stored twice. */
  const storedBy = async (stream: string): Promise<Map<string, number[]>> => {
    await client.indices.refresh({ index: stream });
    const { hits } = await client.search<{ writer: string; sequence: number }>({
      index: stream,
      size: 10_000,
      _source: ['writer', 'sequence'],
    });
    const found = Map.groupBy(hits.hits, ({ _source }) => _source?.writer ?? '');
    return new Map([...found].map(([writer, of]) => [writer, of.map(({ _source }) => _source?.sequence ?? 0)]));
  };

  /** One process for each way to end, in one folder, while there is a fault; then one that comes after them, without it. */
  const run = async (
    name: string,
    { fault = 'none', poison = 0, heal }: { fault?: Fault; poison?: number; heal?: (stream: string) => Promise<void> },
  ) => {
    const stream = `logs-${name}`;
    const spool = join(folder, name);
    await proxy.set(fault);
    const writers = ends.map((end) =>
      startWriter({ folder: spool, url: proxy.url, stream, lines, end, poison, limitBytes: 1e8 }),
    );
    await Promise.all(
      writers.map(async ({ end, count, kill, exited }) => {
        await until(`The one of ${end} writes`, async () => count('accepted') > 5);
        if (end === 'SIGKILL') {
          await delay(Math.random() * 300);
          kill('SIGKILL');
        }
        if (end === 'SIGTERM') {
          await delay(Math.random() * 300);
          kill('SIGTERM');
        }
        if (end === 'none') await until('All is written', async () => count('done') > 0);
        else await exited;
      }),
    );
    await heal?.(stream);
    if (fault !== 'status 413') await proxy.set('none');
    const after = countSpool();
    const successor = openSpool({
      folder: spool,
      store: elasticsearchStore(proxy.url, stream),
      meter: after.meter,
      limitBytes: 1e8,
      sync: 'interval',
      onTrouble: () => {},
      onFailure: () => {},
      pauses: { least: 20, most: 200 },
      gather: 20,
    });
    await Promise.all(writers.map(({ exited }) => exited));
    const left = async () => (await readdir(spool)).filter((one) => one !== 'dead-letters').length;
    await until('Only its own folder is left', async () => (await left()) === 1 && successor.state().bytes === 0);
    await successor.close(1_000);
    expect(await left()).toBe(0);
    expect(after.counts['dead corrupt']).toBeUndefined();
    return { writers, stored: await storedBy(stream), spool };
  };

  /** Each writer's lines are there once, without a gap, and as many as it had written. */
  const expectAll = ({ writers, stored }: Awaited<ReturnType<typeof run>>) => {
    for (const { end, told, count } of writers) {
      const sequences = (stored.get(told('writer') ?? '') ?? []).toSorted((a, b) => a - b);
      expect(sequences, end).toEqual(sequences.map((_, i) => i + 1));
      // One that is killed cannot tell of what it wrote last.
      if (end === 'SIGKILL') expect(sequences.length).toBeGreaterThanOrEqual(count('accepted'));
      else {
        expect([end, sequences.length]).toEqual([end, count('accepted')]);
        expect([count('written'), count('dropped')]).toEqual([count('accepted'), 0]);
      }
    }
  };

  it.each<[string, Fault]>([
    ['refused', 'refused'],
    ['busy', 'status 503'],
    ['silent', 'silent'],
    ['overload', 'item 429'],
    ['reset', 'reset after commit'],
    ['large', 'status 413'],
    ['forbidden', 'status 401'],
  ])('is stored once, however its writers end: %s', async (name, fault) => {
    const before = proxy.faults();
    expectAll(await run(`lines-${name}`, { fault }));
    if (fault !== 'refused') expect(proxy.faults()).toBeGreaterThan(before);
  });

  it('is stored once when its data stream comes late', async () => {
    const heal = async () => {
      await client.indices.putIndexTemplate(template('logs-late-*'));
    };
    expectAll(await run('late-1', { heal }));
  });

  it('is stored once when the stream goes on to its next index while nobody knows what it has taken', async () => {
    const heal = async (stream: string) => {
      await client.indices.rollover({ alias: stream });
    };
    expectAll(await run('lines-rolled', { fault: 'reset after commit', heal }));
  });

  it('is stored once or put aside with the reason', async () => {
    const { writers, stored, spool } = await run('lines-poison', { poison: 50 });
    const letters = join(spool, 'dead-letters');
    const texts = await Promise.all((await readdir(letters)).map((name) => readFile(join(letters, name), 'utf8')));
    const dead = texts.flatMap((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line): { id: string; why: string } => JSON.parse(line)),
    );
    for (const { why } of dead) expect(why).toMatch(/^400 document_parsing_exception/);
    for (const { end, told, count } of writers) {
      const writer = told('writer') ?? '';
      const aside = dead.filter(({ id }) => id.startsWith(`${writer}-`)).map(({ id }) => Number(id.split('-')[1]));
      const all = [...(stored.get(writer) ?? []), ...new Set(aside)].toSorted((a, b) => a - b);
      expect(all, end).toEqual(all.map((_, i) => i + 1));
      expect(all.length).toBeGreaterThanOrEqual(count('accepted'));
    }
  });

  /** A process alone writes more than there is room for, while nobody takes it. */
  const runFull = async (name: string, limitBytes: number, within?: readonly string[]) => {
    await proxy.set('refused');
    const stream = `logs-lines-${name}`;
    const task = { folder: join(folder, name), url: proxy.url, stream, lines: 2_000, end: 'none', poison: 0 } as const;
    const writer = startWriter({ ...task, limitBytes }, within);
    await until('All is written', async () => writer.count('done') > 0);
    await proxy.set('none');
    await writer.exited;
    const sequences = (await storedBy(stream)).get(writer.told('writer') ?? '') ?? [];
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(sequences.length).toBe(writer.count('accepted'));
    expect(writer.count('accepted') + writer.count('dropped')).toBe(2_000);
    return writer;
  };

  it('is all but what a full spool gave up, which is counted', async () => {
    const writer = await runFull('full', 50_000);
    expect(writer.count('dropped-spool_full')).toBeGreaterThan(0);
    expect(writer.told('dropped-disk')).toBeUndefined();
  });

  it('is all but what a full disk did not take, which is counted', async () => {
    await mkdir(join(folder, 'disk'));
    const writer = await runFull('disk', 1e8, onSmallDisk(join(folder, 'disk')));
    expect(writer.count('dropped-disk')).toBeGreaterThan(0);
    expect(writer.told('failure')).toContain('ENOSPC');
  });
});
