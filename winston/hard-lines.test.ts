import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import winston from 'winston';
import { weightOf } from '../spool/usage.ts';
import { readSpool } from '../test/support/read-spool.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import type { GapwatchTransportOptions } from './options.ts';
import { GapwatchTransport } from './transport.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-hard-lines-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Nobody listens there: lines stay where a test can read them. */
const open = (options: Partial<GapwatchTransportOptions> = {}) => {
  const sink = { kind: 'elasticsearch', url: 'http://127.0.0.1:1' } as const;
  return new GapwatchTransport({ service: 'shop', sink, folder, closeWithinMs: 0, onTrouble: () => {}, ...options });
};

const end = async (logger: winston.Logger) => {
  const finished = once(logger, 'finish');
  logger.end();
  await finished;
};

/** What is in the spool after a logger with that transport has logged. */
const spooled = async (transport: GapwatchTransport, log: (logger: winston.Logger) => void) => {
  const logger = winston.createLogger({ transports: [transport] });
  log(logger);
  await end(logger);
  return readSpool(folder);
};

it('goes on after a line that its format filters out, or that cannot be read', async () => {
  const transport = open({
    format: winston.format((info) => (info.private ? (null as unknown as false) : info))(),
  });
  const lines = await spooled(transport, (logger) => {
    logger.format = { transform: (info) => info };
    logger.info('first');
    logger.info('hidden', { private: true });
    const odd = {
      level: 'info',
      get message(): string {
        throw new Error('no message');
      },
    };
    transport.write({ ...{ level: 'info' }, ...Object.create(null), message: 'plain', [Symbol.for('level')]: 'info' });
    transport.write(Object.defineProperty(odd, Symbol.for('level'), { value: 'info' }));
    transport.write({ level: Object.create(null), message: 'of no level', [Symbol.for('level')]: undefined });
    for (let i = 0; i < 100; i += 1) logger.info(`line ${i}`);
  });
  expect(lines.length).toBeGreaterThanOrEqual(102);
  expect(lines.at(-1)?.message).toBe('line 99');
  expect(lines.map(({ message }) => message)).not.toContain('hidden');
  expect(lines).toContainEqual(
    expect.objectContaining({ labels: expect.objectContaining({ unreadable: 'no message' }) }),
  );
});

it('stays open for a logger that is configured anew, and for one of two that share it', async () => {
  const transport = open();
  const [logger, other] = [transport, transport].map((one) => winston.createLogger({ transports: [one] }));
  logger?.info('before');
  logger?.configure({ transports: [transport] });
  logger?.info('after');
  logger?.close();
  other?.info('of the other');
  await new Promise(setImmediate);
  other?.info('later');
  if (other) await end(other);
  expect((await readSpool(folder)).map(({ message }) => message)).toEqual(['before', 'after', 'of the other', 'later']);
});

it('takes a line of some megabytes, and of a long key the beginning', async () => {
  const counted = countSpool();
  const [large, long] = await spooled(open({ meter: counted.meter }), (logger) => {
    logger.error('m'.repeat(3_000_000));
    logger.info('long', { ['k'.repeat(40_000)]: 'v' });
  });
  expect(counted.counts).toMatchObject({ accepted: 2 });
  expect(large?.message?.length).toBeGreaterThan(0);
  expect(long?.labels).toHaveProperty('k'.repeat(256), 'v');
});

it('takes what is as large as a record may be, and gives up what is larger', async () => {
  const counted = countSpool();
  const transport = open({ meter: counted.meter });
  await spooled(transport, (logger) => {
    for (let i = 0; i < 3; i += 1) {
      const values = Object.fromEntries(
        Array.from({ length: 180 + 400 * i }, (_, of) => [`v${of}`, 'x'.repeat(8_000)]),
      );
      logger.error('many values', values);
    }
  });
  expect(counted.counts).toMatchObject({ accepted: 1, 'dropped too_large': 2 });
});

it('keeps urgent lines of syslog levels longest', () => {
  for (const level of ['emerg', 'alert', 'crit', 'error', 'warning', 'fatal', 'warn']) expect(weightOf(level)).toBe(2);
  for (const level of ['notice', 'info']) expect(weightOf(level)).toBe(1);
});
