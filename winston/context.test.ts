import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import winston from 'winston';
import { readSpool } from '../test/support/read-spool.ts';
import { createLogContext, traceOf } from './context.ts';
import { GapwatchTransport } from './transport.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-context-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (context = createLogContext()) => ({
  context,
  transport: new GapwatchTransport({
    service: 'shop',
    sink: { kind: 'elasticsearch', url: 'http://127.0.0.1:1' },
    folder,
    context,
    closeWithinMs: 0,
    onTrouble: () => {},
  }),
});

const end = async (logger: winston.Logger) => {
  const finished = once(logger, 'finish');
  logger.end();
  await finished;
};

it('gives all lines of one piece of work its ids, also after it has waited, and no others', async () => {
  const { context, transport } = open();
  const logger = winston.createLogger({ transports: [transport] });
  await Promise.all(
    ['a', 'b'].map((id) =>
      context.run({ 'http.request.id': id, 'trace.id': `trace of ${id}` }, async () => {
        logger.info('begun');
        await setImmediate();
        context.run({ 'span.id': 's', 'user.id': 7 }, () => logger.info('inside', { 'http.request.id': `${id}2` }));
        context.exit(() => logger.info('for nobody'));
      }),
    ),
  );
  await end(logger);
  const told = (await readSpool(folder)).map(({ message, http, trace, span, user }) => ({
    message,
    http,
    trace,
    span,
    user,
  }));
  const of = (id: string) => ({ http: { request: { id } }, trace: { id: `trace of ${id[0]}` } });
  expect(told).toEqual([
    { message: 'begun', ...of('a') },
    { message: 'begun', ...of('b') },
    ...['a', 'b'].flatMap((id) => [
      { message: 'inside', ...of(`${id}2`), span: { id: 's' }, user: { id: '7' } },
      { message: 'for nobody' },
    ]),
  ]);
});

it('knows nothing of another context', async () => {
  const { transport } = open();
  const other = createLogContext();
  const logger = winston.createLogger({ transports: [transport] });
  other.run({ 'http.request.id': 'a' }, () => logger.info('m'));
  await end(logger);
  expect((await readSpool(folder))[0]).not.toHaveProperty('http');
});

it('is that of the call where the logger has its meta, though another transport lets lines wait', async () => {
  const { context, transport } = open();
  const waiting: (() => void)[] = [];
  let holds = true;
  const slow = new winston.transports.Stream({
    stream: new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() }),
  });
  slow._write = (_info, _encoding, done) => {
    if (holds) waiting.push(done);
    else done();
  };
  const logger = winston.createLogger({ defaultMeta: context.meta({ region: 'eu' }), transports: [slow, transport] });
  for (let i = 1; i <= 100; i += 1) context.run({ 'http.request.id': `r${i}` }, () => logger.info(`${i}`, { i }));
  await setImmediate();
  expect((await readSpool(folder)).length).toBeLessThan(100);
  holds = false;
  context.run({ 'http.request.id': 'who lets them go on' }, () => waiting.shift()?.());
  await end(logger);
  const documents = await readSpool(folder);
  expect(documents.map(({ message, http }) => [message, http])).toEqual(
    Array.from({ length: 100 }, (_, i) => [`${i + 1}`, { request: { id: `r${i + 1}` } }]),
  );
  expect(documents.every(({ labels }) => labels.region === 'eu')).toBe(true);
});

it('continues the trace that a header names, and begins one where it names none', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const continued = traceOf(`00-${trace}-00f067aa0ba902b7-01`);
  expect(continued).toEqual({ 'trace.id': trace, 'transaction.id': expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(traceOf(`cc-${trace}-00f067aa0ba902b7-01-more`)['trace.id']).toBe(trace);
  for (const bad of [
    undefined,
    '',
    `ff-${trace}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-01`,
    `00-${trace}-00f067aa0ba902b7-01x`,
  ]) {
    expect(traceOf(bad)['trace.id']).toMatch(/^(?!4bf9)[0-9a-f]{32}$/);
  }
});
