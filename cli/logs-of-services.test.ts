import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import winston from 'winston';
import { createDeadLetters } from '../spool/dead-letters.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../test/support/start-secure-elasticsearch.ts';
import type { DeclaredField } from '../winston/fields.ts';
import type { GapwatchTransportOptions } from '../winston/options.ts';
import { GapwatchTransport } from '../winston/transport.ts';

const main = join(import.meta.dirname, 'main.ts');

/** Fields that a service declares in place of those of ECS; nothing of errors, requests or numbers of lines is among them. */
const own: readonly DeclaredField[] = [{ name: 'order.weight', type: 'double' }];

/** Services as their transport and as the configuration name them. */
const services = [
  {
    title: 'a service of three lines',
    logger: { service: 'shop' } satisfies Partial<GapwatchTransportOptions>,
    configured: { dataset: 'shop' },
    stream: 'logs-shop-default',
  },
  {
    title: 'a service with an environment, a dataset and fields of its own',
    logger: { service: { name: 'Till', environment: 'prod' }, dataset: 'till.web', fields: own },
    configured: { dataset: 'till.web', environment: 'prod', fields: own },
    stream: 'logs-till.web-prod',
  },
];

let folder: string;
let server: SecureElasticsearch;

const gapwatch = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], { cwd: folder, reject: false });
  return { code: exitCode, out: stdout, err: stderr };
};

const configure = (file: string, key: string) =>
  writeFile(
    join(folder, file),
    `export default ${JSON.stringify({
      environment: 'test',
      urls: { elasticsearch: server.url },
      logs: { apiKeyFile: key, services: services.map(({ configured }) => configured) },
      apply: { elasticsearch: { user: 'admin', passwordFile: 'password' } },
    })};\n`,
  );

const ask = async (method: string, path: string): Promise<unknown> => {
  const authorization = `Basic ${Buffer.from('admin:admin-secret').toString('base64')}`;
  const answer = await fetch(server.url + path, { method, headers: { authorization } });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-services-'));
  server = await startSecureElasticsearch();
  await writeFile(join(folder, 'password'), 'admin-secret\n');
  await configure('gapwatch.config.ts', 'reader-key');
  expect(await gapwatch('apply', '--target', 'elasticsearch')).toMatchObject({ code: 0, err: '' });
  for (const role of ['reader', ...services.map(({ configured }) => `shipper-${configured.dataset}`)]) {
    const key = `${role.replace(/^shipper-/, '')}-key`;
    expect(await gapwatch('api-key', `gapwatch-${role}`, '--file', key)).toMatchObject({ code: 0, err: '' });
  }
}, 240_000);
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(services)('lines of $title', ({ logger: options, configured: { dataset }, stream }) => {
  /** As the README says it: the spool is beside the service, under its name. */
  const spool = () => join(folder, 'log-spool', dataset);
  const logs = (command: string, ...args: string[]) =>
    gapwatch('logs', command, ...args, '--data-stream', stream, '--folder', `log-spool/${dataset}`);
  const keyFile = () => join(folder, `${dataset}-key`);
  const messages = async (...args: string[]) => {
    const { code, out, err } = await logs('tail', '--json', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out === '' ? [] : out.split('\n').map((line) => JSON.parse(line).message);
  };

  beforeAll(async () => {
    const before = process.cwd();
    process.chdir(folder);
    const credentials = { apiKeyFile: keyFile() };
    const transport = new GapwatchTransport({
      ...options,
      sink: { kind: 'elasticsearch', url: server.url, credentials },
      gatherMs: 5,
    });
    process.chdir(before);
    const logger = winston.createLogger({ transports: [transport] });
    logger.info('An order came.', { 'http.request.id': 'r-1', 'order.weight': 1.5 });
    logger.warn('Paper is low.');
    logger.error('It failed.', { 'http.request.id': 'r-1', err: new TypeError('no paper left') });
    await until('All is shipped', async () => transport.state().bytes === 0);
    const finished = once(logger, 'finish');
    logger.end();
    await finished;
    await ask('POST', `/${stream}/_refresh`);
  });

  it('come to the one data stream of theirs, which has what `apply` gave it', async () => {
    const made = Object.entries(Object(await ask('GET', `/logs-${dataset}-*/_settings`)));
    expect(made.map(([index]) => index)).toEqual([expect.stringMatching(`^\\.ds-${stream}-`)]);
    expect(made[0]?.[1]).toMatchObject({ settings: { index: { default_pipeline: `gapwatch-logs-${dataset}` } } });
  });

  it('are shown by what any line has, whatever the service declares', async () => {
    expect(await messages()).toEqual(['An order came.', 'Paper is low.', 'It failed.']);
    expect(await messages('--request', 'r-1')).toEqual(['An order came.', 'It failed.']);
    expect(await messages('--level', 'warn')).toEqual(['Paper is low.', 'It failed.']);
    expect(await messages('paper left')).toEqual(['It failed.']);
  });

  it('are audited, sent again and reported on where their spool is named', async () => {
    expect(await logs('verify')).toMatchObject({
      code: 0,
      out: expect.stringContaining(': 3 lines of 1 writer stored, 0 lost, 0 documents too many.'),
    });
    await createDeadLetters(spool(), () => 'somebody', stream, countSpool().meter).bury([
      { id: 'again-1', reason: 'rejected', why: '400 of old', line: JSON.stringify({ message: 'A line again.' }) },
    ]);
    expect(await logs('status')).toMatchObject({ code: 1, out: expect.stringContaining('Put aside: 1 rejected') });
    await createDeadLetters(spool(), () => 'other', 'logs-other-default', countSpool().meter).bury([
      { id: 'other-1', reason: 'rejected', why: '400 of old', line: JSON.stringify({ message: 'Of another.' }) },
    ]);
    await configure('shipper.config.ts', keyFile());
    expect(await logs('replay', '--config', 'shipper.config.ts')).toEqual({
      code: 0,
      out: '1 line sent again.',
      err: '',
    });
    await ask('POST', `/${stream}/_refresh`);
    expect(await messages('-n', '1')).toEqual(['A line again.']);
    expect(await logs('status')).toMatchObject({ code: 1, out: expect.stringContaining('Put aside: 1 rejected') });
  });

  it('are not looked for, or sent, where those of the chat wait', async () => {
    for (const command of ['status', 'verify', 'replay', 'tail']) {
      expect(await gapwatch('logs', command, '--data-stream', stream)).toEqual({
        code: 2,
        out: '',
        err: `Lines on their way to ${stream} do not wait where those of the chat do, in ${join(folder, '.lab/spool')}; name their spool by --folder.`,
      });
    }
  });
});
