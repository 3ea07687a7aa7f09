import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import winston from 'winston';
import { type LogDocument, readSpool } from '../test/support/read-spool.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { ecsRecords } from './format.ts';
import type { GapwatchTransportOptions } from './options.ts';
import { GapwatchTransport } from './transport.ts';

/** Nobody listens there: lines stay where a test can read them. */
const sink = { kind: 'elasticsearch', url: 'http://127.0.0.1:1' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-winston-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<GapwatchTransportOptions> = {}) =>
  new GapwatchTransport({ service: 'shop', sink, folder, closeWithinMs: 0, onTrouble: () => {}, ...options });

const end = async (logger: winston.Logger) => {
  const finished = once(logger, 'finish');
  logger.end();
  await finished;
};

/** What is in the spool after a logger with that transport has logged. */
const spooled = async (transport: GapwatchTransport, log: (logger: winston.Logger) => void): Promise<LogDocument[]> => {
  const logger = winston.createLogger({ transports: [transport] });
  log(logger);
  await end(logger);
  return readSpool(folder);
};

it('makes an ECS document of each line, numbered without a gap, with what is not declared under labels', async () => {
  const transport = open({
    service: { name: 'shop', version: '1.2', environment: 'test' },
    dataset: 'shop.web',
    labels: { region: 'eu' },
  });
  const [first, second, ...more] = await spooled(transport, (logger) => {
    logger.info('An order came.', {
      'user.id': 7,
      http: { request: { method: 'POST' } },
      'order-id': 12,
      deep: { er: true },
    });
    logger.child({ part: 'till' }).warn('%s is low.', 'Paper');
  });
  expect(more).toEqual([]);
  expect(first).toEqual({
    '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    ecs: { version: expect.any(String) },
    message: 'An order came.',
    log: { level: 'info' },
    event: { id: `${first?.labels.writer}-1`, sequence: 1, dataset: 'shop.web' },
    service: { name: 'shop', version: '1.2', environment: 'test' },
    host: { hostname: expect.any(String) },
    process: { pid: process.pid },
    user: { id: '7' },
    http: { request: { method: 'POST' } },
    labels: { region: 'eu', order_id: '12', deep_er: 'true', writer: expect.stringMatching(/^[0-9a-f]{16}$/) },
  });
  expect(second).toMatchObject({
    log: { level: 'warn' },
    event: { id: `${first?.labels.writer}-2`, sequence: 2 },
    labels: { region: 'eu', part: 'till', writer: first?.labels.writer },
  });
});

it('keeps its own fields whatever is declared beside them', async () => {
  const fields = [{ name: 'event', type: 'keyword' } as const, { name: '@timestamp.zone', type: 'keyword' } as const];
  const [line] = await spooled(open({ fields }), (logger) => {
    logger.info('One.', { event: 'mine', '@timestamp.zone': 'KST' });
  });
  expect(line).toMatchObject({
    '@timestamp': expect.any(String),
    event: { id: `${line?.labels.writer}-1`, sequence: 1 },
    labels: { event: 'mine', _timestamp_zone: 'KST' },
  });
});

it('obeys levels and formats as other transports do, its own before those of the logger', async () => {
  const transport = open({
    level: 'debug',
    format: winston.format((info) => (info.secret ? false : { ...info, seen: 1 }))(),
  });
  const documents = await spooled(transport, (logger) => {
    logger.debug('seen');
    logger.silly('unseen');
    logger.info('filtered', { secret: true });
    transport.format = {
      transform: () => {
        throw new Error('no such format');
      },
    };
    logger.info('as it is');
    transport.silent = true;
    logger.error('silent');
  });
  expect(documents.map(({ message, labels }) => [message, labels.seen])).toEqual([
    ['seen', '1'],
    ['as it is', undefined],
  ]);
});

it('changes nothing of the line that the other transports get', async () => {
  const seenBeside = async (transports: GapwatchTransport[]) => {
    const seen: unknown[] = [];
    const other = new winston.transports.Stream({ stream: new PassThrough() });
    other.log = (info, next) => {
      seen.push({ ...info });
      next();
    };
    const logger = winston.createLogger({ format: winston.format.simple(), transports: [...transports, other] });
    logger.error('It fails.', failure);
    logger.error(failure);
    logger.info('Well.', { password: 'p', err: failure });
    await end(logger);
    return seen;
  };
  const failure = Object.assign(new Error('why'), { password: 'p' });
  expect(await seenBeside([open(), open()])).toEqual(await seenBeside([]));
  expect(await readSpool(folder)).toHaveLength(6);
});

it('gives the console the very lines that are shipped, and numbers none that no transport takes', async () => {
  const options: GapwatchTransportOptions = { service: 'shop', sink, folder, closeWithinMs: 0, onTrouble: () => {} };
  const lines: string[] = [];
  const console = new winston.transports.Stream({
    stream: new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  });
  const logger = winston.createLogger({
    format: ecsRecords(options),
    transports: [console, new GapwatchTransport(options)],
  });
  logger.info('one');
  logger.debug('below every level');
  logger.warn('two', { token: 'hunter2' });
  await end(logger);
  const shipped = await readSpool(folder);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(shipped);
  expect(shipped.map(({ event }) => event.sequence)).toEqual([1, 2]);
  expect(shipped[1]?.labels.token).toBe('[redacted]');
});

it('never throws and loses no line, whatever is logged', async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const fail = (): never => {
    throw new Error('unreadable');
  };
  const strange: object[] = [
    circular,
    { big: 1n, symbol: Symbol('s'), run: fail, bytes: new Uint8Array(9), at: new Date(0), never: new Date(Number.NaN) },
    { map: new Map([['a', 1]]), set: new Set(['b']), none: null, missing: undefined },
    { toJSON: fail, toString: fail },
    { message: Object.create(null) },
    {
      level: {},
      labels: 'flat',
      error: { type: { deep: 1 } },
      event: { id: 'mine', sequence: 'x' },
      '@timestamp': 'never',
    },
    Object.assign(Object.create(null), { bare: 1 }),
    JSON.parse('{"\\ud83d": "\\ud83d", "__proto__": {"polluted": 1}, "constructor": {"name": "x"}}'),
    Object.defineProperty({}, 'broken', { get: fail, enumerable: true }),
    new Proxy({}, { ownKeys: fail }),
  ];
  const transport = open();
  for (const meta of strange) {
    transport.log({ level: 'info', message: 'm', meta }, () => {});
    transport.log(meta as Record<string, unknown>, () => {});
  }
  await transport.close();
  const documents = await readSpool(folder);
  expect(documents.map(({ event }) => event.sequence)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(documents[16]).toMatchObject({ message: 'm', labels: { unreadable: 'unreadable' } });
  expect(documents[2]?.labels).toMatchObject({
    meta_big: '1',
    meta_symbol: 'Symbol(s)',
    meta_run: '[function fail]',
    meta_bytes: '[9 bytes]',
    meta_at: '1970-01-01T00:00:00.000Z',
  });
  expect(documents[4]?.labels).toMatchObject({ meta_map: '[["a",1]]', meta_set: '["b"]' });
  expect(documents[11]?.labels).toMatchObject({ labels: 'flat', event_sequence: 'x' });
  for (const { labels, event, '@timestamp': at } of documents) {
    expect(event.id).toBe(`${labels.writer}-${event.sequence}`);
    expect(Number.isNaN(Date.parse(at))).toBe(false);
    for (const value of Object.values(labels)) expect(typeof value).toBe('string');
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});

it('writes what nobody caught before the process ends', async () => {
  const script = join(import.meta.dirname, 'fixtures/thrower.ts');
  const { exitCode } = await execa(process.execPath, [script, folder], { reject: false });
  expect(exitCode).toBe(1);
  const [before, thrown] = await readSpool(folder);
  expect(before?.message).toBe('All is well.');
  expect(thrown).toMatchObject({
    message: 'uncaughtException: nobody catches this',
    log: { level: 'error' },
    error: { type: 'TypeError', message: 'nobody catches this', stack_trace: expect.stringContaining('thrower.ts') },
  });
  expect(JSON.stringify(thrown)).not.toContain(folder);
});

it('tells how lines fare, and gives up what comes after its end', async () => {
  const { meter, counts } = countSpool();
  const listeners = process.listenerCount('exit');
  const transport = open({ meter });
  const logger = winston.createLogger({ transports: [transport] });
  logger.info('one');
  await until('It waits', async () => transport.state().bytes > 0);
  expect(transport.state()).toMatchObject({ limitBytes: 268_435_456 });
  logger.remove(transport);
  await transport.close();
  transport.log({ level: 'info', message: 'late' }, () => {});
  expect(counts).toMatchObject({ accepted: 1, 'dropped shutdown': 1 });
  expect(process.listenerCount('exit')).toBe(listeners);
});

it('warns the process where nobody else is told', async () => {
  const warned = once(process, 'warning');
  const transport = new GapwatchTransport({
    service: 'shop',
    sink,
    folder,
    pauses: { least: 1, most: 1 },
    gatherMs: 1,
  });
  transport.log({ level: 'info', message: 'one' }, () => {});
  const [warning] = await warned;
  expect(warning).toMatchObject({
    name: 'GapwatchWarning',
    message: expect.stringMatching(
      /^elasticsearch at 127\.0\.0\.1:1 takes no log lines, or not all; they wait in .*ECONNREFUSED/,
    ),
  });
  await transport.close();
});

it.each<[object, string]>([
  [{ service: '' }, 'GapwatchTransport: service is "", expected the name of the service that logs.'],
  [
    { service: 'a', sink: { kind: 'file' } },
    'GapwatchTransport: sink.kind is "file", expected "elasticsearch" or "logstash".',
  ],
  [
    { service: 'a', sink: { kind: 'logstash', url: 'x:8080' } },
    'GapwatchTransport: sink.url is "x:8080", expected a URL as http://127.0.0.1:9200.',
  ],
  [
    { service: 'a', dataset: 'A b' },
    'GapwatchTransport: the data stream is "logs-A b-default", expected a lower-case name without spaces and signs.',
  ],
  [{ service: 'a', limitBytes: 5 }, 'GapwatchTransport: limitBytes is 5, expected at least 65536.'],
])('refuses options that cannot be used in a sentence: %j', (options, sentence) => {
  expect(() => new GapwatchTransport({ sink, folder, ...options } as GapwatchTransportOptions)).toThrow(sentence);
});
