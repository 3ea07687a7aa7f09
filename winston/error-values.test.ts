import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ecsFormat } from '@elastic/ecs-winston-format';
import { expect, it } from 'vitest';
import winston from 'winston';
import { ecsRecords } from './format.ts';

/** What a logger writes with a format, as the documents of its lines. */
const written = async (format: winston.Logform.Format, log: (logger: winston.Logger) => void) => {
  const lines = new PassThrough();
  const logger = winston.createLogger({ format, transports: [new winston.transports.Stream({ stream: lines })] });
  log(logger);
  logger.end();
  await once(logger, 'finish');
  lines.end();
  return (await lines.toArray())
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

const ours = ecsRecords({ service: 'shop' });

class OrderError extends Error {}

const failure = (): OrderError => Object.assign(new OrderError('no paper'), { code: 'E_PAPER', sql: 'SELECT secret' });

const ways: readonly (readonly [string, (logger: winston.Logger) => void])[] = [
  ['as the line', (logger) => logger.error(failure())],
  ['as the only argument of log', (logger) => logger.log('error', failure())],
  ['as the message', (logger) => logger.log({ level: 'error', message: failure() as never })],
  ['behind the message', (logger) => logger.error('It fails.', failure())],
  ['as err', (logger) => logger.error('It fails.', { err: failure() })],
  ['of a standard class', (logger) => logger.warn('It fails.', new TypeError('no such thing'))],
  ['without a message', (logger) => logger.error(new Error(''))],
];

it.each(ways)("tells an error as Elastic's own format does, when logged %s", async (_, log) => {
  const [mine] = await written(ours, log);
  const [theirs] = await written(ecsFormat({ apmIntegration: false }), log);
  const { type, message, stack_trace } = theirs.error;
  // They are two errors, made one after the other.
  const stack = expect.stringContaining(String(stack_trace).split('\n')[0] ?? '');
  expect(mine.error).toMatchObject({ type, message, stack_trace: stack });
  expect([mine.message, mine.log.level]).toEqual([theirs.message, theirs['log.level']]);
});

it('tells the code of an error, and nothing that it carries besides', async () => {
  for (const [, log] of ways.slice(0, 5)) {
    const [document] = await written(ours, log);
    expect(document.error.code).toBe('E_PAPER');
    expect(JSON.stringify(document)).not.toContain('secret');
  }
});

it('tells an error that is logged as error, which Elastic leaves as an empty object', async () => {
  const [document] = await written(ours, (logger) => logger.error('It fails.', { error: failure(), part: 'till' }));
  expect(document).toMatchObject({ error: { type: 'OrderError', message: 'no paper' }, labels: { part: 'till' } });
});

it('tells what is left of an error by child loggers and by winston’s format of errors', async () => {
  const combined = winston.format.combine(winston.format.errors({ stack: true }), ours);
  const [child] = await written(ours, (logger) => logger.child({ part: 'till' }).error(failure()));
  const [formatted] = await written(combined, (logger) => logger.error(failure()));
  for (const document of [child, formatted]) {
    expect(document.error).toMatchObject({
      message: 'no paper',
      stack_trace: expect.stringContaining('error-values.test.ts'),
    });
    expect(document.labels).not.toHaveProperty('stack');
  }
  expect(child.labels.part).toBe('till');
});

it('tells what an error is caused by, however they hang together', async () => {
  const cause = new Error('the printer is off', { cause: 'no power' });
  const all = new AggregateError([new Error('first'), cause], 'all failed');
  all.cause = all;
  const [document] = await written(ours, (logger) => logger.error('It fails.', all));
  const causes = String(document.error.stack_trace).match(/^(?:Caused by: )?\w*(?:Error: )?[\w ]+$/gm);
  expect(causes).toEqual([
    'AggregateError: all failed',
    'Caused by: Error: first',
    'Caused by: Error: the printer is off',
    'Caused by: no power',
  ]);
});
