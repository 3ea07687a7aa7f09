import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import winston from 'winston';
import { createDeadLetters } from '../spool/dead-letters.ts';
import { freePort } from '../test/support/free-port.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../test/support/start-secure-elasticsearch.ts';
import { ecsRecords } from '../winston/format.ts';
import { GapwatchTransport } from '../winston/transport.ts';

const main = join(import.meta.dirname, 'main.ts');
const stream = 'logs-chat.app-test';

let folder: string;
let server: SecureElasticsearch;

const start = (args: readonly string[], input?: string) =>
  execa(process.execPath, [main, ...args], { cwd: folder, reject: false, ...(input !== undefined && { input }) });

const gapwatch = async (args: readonly string[], input?: string) => {
  const { exitCode, stdout, stderr } = await start(args, input);
  return { code: exitCode, out: stdout, err: stderr };
};

const logs = (...args: string[]) => gapwatch(['logs', ...args]);

const configure = (url: string, file: string, key = 'shipper-key') =>
  writeFile(
    join(folder, file),
    `export default ${JSON.stringify({
      environment: 'test',
      urls: { elasticsearch: url },
      logs: { spool: 'spool', apiKeyFile: key },
      apply: { elasticsearch: { user: 'admin', passwordFile: 'password' } },
    })};\n`,
  );

/** As somebody who may do all. */
const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('admin:admin-secret').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: body ? JSON.stringify(body) : null,
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

let transport: GapwatchTransport;
let logger: winston.Logger;
/** What the logger has written to its console. */
let told = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-logs-'));
  server = await startSecureElasticsearch();
  await writeFile(join(folder, 'password'), 'admin-secret\n');
  await configure(server.url, 'gapwatch.config.ts');
  await configure(server.url, 'reader.config.ts', 'reader-key');
  await configure(server.url, 'stranger.config.ts', 'stranger-key');
  await configure(`http://127.0.0.1:${await freePort()}`, 'away.config.ts');
  expect(await gapwatch(['apply', '--target', 'elasticsearch'])).toMatchObject({ code: 0, err: '' });
  for (const part of ['shipper', 'reader'])
    expect(await gapwatch(['api-key', `gapwatch-${part}`, '--file', `${part}-key`])).toMatchObject({ code: 0 });
  await writeFile(join(folder, 'stranger-key'), 'bm9ib2R5Om5vdGhpbmc=\n');
  const records = { service: { name: 'fungap', environment: 'test' }, dataset: 'chat.app' };
  transport = new GapwatchTransport({
    ...records,
    folder: join(folder, 'spool'),
    sink: { kind: 'elasticsearch', url: server.url, credentials: { apiKeyFile: join(folder, 'shipper-key') } },
    gatherMs: 5,
  });
  const screen = new PassThrough();
  screen.on('data', (chunk) => {
    told += chunk;
  });
  const transports = [new winston.transports.Stream({ stream: screen }), transport];
  logger = winston.createLogger({ format: ecsRecords(records), transports });
}, 240_000);
afterAll(async () => {
  await transport?.close(0);
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** All that was logged is stored, and a search finds it. */
const shipped = async () => {
  await until('All is shipped', async () => transport.state().bytes === 0);
  await ask('POST', `/${stream}/_refresh`);
};

it('says what there is, and with which code each ends', async () => {
  const { code, out } = await logs('--help');
  expect(code).toBe(0);
  for (const name of ['status', 'verify', 'replay', 'tail']) {
    expect(out).toMatch(new RegExp(`^  ${name} .*\\n`, 'm'));
    expect((await logs(name, '--help')).out).toMatch(/--json/);
  }
});

it('tells how it stands with the spool', async () => {
  logger.info('A first line.');
  await shipped();
  const { code, out, err } = await logs('status');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^\/.+\/spool: 0 bytes wait to be shipped; each process may have 256 MiB, the disk has .+ left\.$/m,
  );
  expect(out).toMatch(/^[0-9a-f]{16} {2}alive {2}0 bytes /m);
  expect(JSON.parse((await logs('status', '--json')).out)).toMatchObject({
    folder: join(folder, 'spool'),
    waitingBytes: 0,
    owners: [{ alive: true }],
    findings: [],
  });
  for (const command of ['status', 'replay']) {
    expect(await logs(command, '--folder', 'elsewhere')).toEqual({
      code: 2,
      out: '',
      err: `There is no spool at ${join(folder, 'elsewhere')}; name its folder in logs.spool or by --folder, or start the service, which makes it.`,
    });
  }
  for (const command of ['status', 'replay', 'verify', 'tail']) {
    expect(await logs(command, '--folder', main)).toEqual({
      code: 2,
      out: '',
      err: `${main} is no folder; name that of the spool in logs.spool or by --folder.`,
    });
  }
});

it('shows lines by what is asked of them', async () => {
  logger.info('Somebody came.', { http: { request: { id: 'r-1' } }, room: 'lobby' });
  logger.warn('Somebody was refused.', { http: { request: { id: 'r-2' } }, room: 'lobby' });
  logger.error('It failed.', { http: { request: { id: 'r-2' } }, err: new Error('no room left') });
  await shipped();
  const messages = async (...args: string[]) => {
    const { code, out, err } = await logs('tail', '--json', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out === '' ? [] : out.split('\n').map((line) => JSON.parse(line).message);
  };
  expect(await messages('--request', 'r-2')).toEqual(['Somebody was refused.', 'It failed.']);
  expect(await messages('--room', 'lobby', '--level', 'warn')).toEqual(['Somebody was refused.']);
  expect(await messages('somebody')).toEqual(['Somebody came.', 'Somebody was refused.']);
  expect(await messages('no room')).toEqual(['It failed.']);
  expect(await messages('-n', '1')).toEqual(['It failed.']);
  expect(await messages('--since', '1h', '--until', '30m')).toEqual([]);
  expect(await messages('--config', 'reader.config.ts', '--request', 'r-1')).toEqual(['Somebody came.']);
  const { out } = await logs('tail', '--request', 'r-2');
  expect(out).toMatch(
    /^\S+Z {2}warn {3}fungap {2}Somebody was refused\. {2}http\.request\.id=r-2 {2}room=lobby\n\S+Z {2}error {2}fungap {2}It failed\. {2}no room left {2}/,
  );
});

it('needs no configuration where it is told where lines are', async () => {
  const bare = join(folder, 'bare');
  await mkdir(bare);
  const spool = ['--folder', join(folder, 'spool')];
  const run = (...args: string[]) =>
    execa(process.execPath, [main, 'logs', ...args, ...spool], { cwd: bare, reject: false });
  expect(await run('status')).toMatchObject({ exitCode: 0, stderr: '' });
  const away = await run('tail', '--data-stream', stream, '--json');
  expect(away.stdout.split('\n').map((line) => JSON.parse(line).message)).toContain('It failed.');
  expect((await run('tail', '--data-stream', 'logs-shop-default', '--json')).stdout).toBe('');
  expect(await execa(process.execPath, [main, 'logs', 'status'], { cwd: bare, reject: false })).toMatchObject({
    exitCode: 2,
    stderr:
      'gapwatch.config.ts: no such file; write one with `export default defineConfig({})`, or name it with --config.',
  });
});

it('follows lines until it is told to end', async () => {
  const child = start(['logs', 'tail', '--follow', '-n', '1', '--json']);
  const shown: string[] = [];
  const ended = (async () => {
    for await (const line of child) shown.push(JSON.parse(String(line)).message);
  })();
  await until('It has begun', async () => shown.length > 0);
  logger.info('Somebody went.');
  await until('It shows what comes', async () => shown.includes('Somebody went.'));
  child.kill('SIGINT');
  await ended;
  expect(await child).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown).toEqual(['It failed.', 'Somebody went.']);
});

it('refuses what it cannot read in a sentence', async () => {
  expect(await logs('tail', '--since', 'yesterday')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/'yesterday' is invalid\. It is a time as 2026-12-24T18:00, or how long ago, as 15m\.$/),
  });
  expect(await logs('tail', '-n', 'many')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/It is a whole number from 0 to 10000\.$/),
  });
  expect(await logs('tail', '--follow', '--until', '1m')).toEqual({
    code: 2,
    out: '',
    err: '--follow shows what comes, --until what was; leave one of them out.',
  });
  expect(await logs('verify', '--console', 'nowhere.log')).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /^The console's lines cannot be read \(ENOENT.+\); name a file that holds them, or - for the standard input\.$/,
    ),
  });
});

it('says who does not let it in, and who is not there', async () => {
  for (const tool of ['verify', 'tail']) {
    expect(await logs(tool, '--config', 'stranger.config.ts')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^Elasticsearch at 127\.0\.0\.1:\d+ does not let in who asks for log lines \(401 .+\); name an API key in logs\.apiKeyFile, or a user in logs\.elasticsearchUser, with the role gapwatch-reader or gapwatch-shipper\.$/,
      ),
    });
    expect(await logs(tool, '--config', 'away.config.ts')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^Elasticsearch at 127\.0\.0\.1:\d+ does not answer \(.+\); start it, or correct urls\.elasticsearch\.$/,
      ),
    });
  }
});

it('sends what was put aside again, whoever refused it, and says what is refused once more', async () => {
  const line = { '@timestamp': new Date().toISOString(), message: 'A line again.' };
  await createDeadLetters(join(folder, 'spool'), () => 'somebody', stream, countSpool().meter).bury([
    { id: 'again-1', reason: 'rejected', why: '400 of old', line: JSON.stringify(line) },
    {
      id: 'again-2',
      reason: 'rejected',
      why: '400 of old',
      line: JSON.stringify({ message: 'A line without a time.' }),
    },
    { id: 'again-3', reason: 'rejected', why: '400 of old', line: 'no document' },
  ]);
  const dry = await logs('replay', '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toMatch(
    /^again-1 {2}\S+Z {2}rejected: 400 of old\n {4}\{"@timestamp".+\n(.*\n)*3 lines would be sent again\.$/,
  );
  expect(await logs('status')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Put aside: 3 rejected \(\d+ bytes\)\.$/m),
  });
  expect(await logs('replay', '--config', 'stranger.config.ts')).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /^Elasticsearch at 127\.0\.0\.1:\d+ does not take them now \(401 .+\); what is left is in the files, replay it later\.$/,
    ),
  });
  expect(await logs('replay', '--id', 'again-1', '--json')).toMatchObject({ code: 0, err: '' });
  const { code, out, err } = await logs('replay');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/^again-3 {2}\S+Z {2}rejected: 400 /m);
  expect(out).toMatch(/1 refused again, and put aside with what it says now\.$/);
  await ask('POST', `/${stream}/_refresh`);
  expect(await ask('POST', `/${stream}/_count`, { query: { ids: { values: ['again-1', 'again-3'] } } })).toMatchObject({
    count: 1,
  });
});

it('verifies that each line is stored once, and names the one that is not', async () => {
  await shipped();
  await writeFile(join(folder, 'console.log'), told);
  for (const config of ['gapwatch.config.ts', 'reader.config.ts']) {
    const { code, out, err } = await logs('verify', '--config', config, '--console', 'console.log');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^logs-chat\.app-test at 127\.0\.0\.1:\d+: 5 lines of 2 writers stored, 0 lost, 0 documents too many\.$/m,
    );
  }
  const [id = ''] = /[0-9a-f]{16}-3/.exec(told) ?? [];
  await ask('POST', `/${stream}/_delete_by_query?refresh=true`, { query: { ids: { values: [id] } } });
  const lost = await logs('verify');
  expect(lost).toMatchObject({ code: 1, err: '' });
  expect(lost.out).toMatch(
    new RegExp(`^lost: ${id} is neither stored nor in the spool; logged after \\S+Z and before \\S+Z\\.$`, 'm'),
  );
  const piped = await gapwatch(['logs', 'verify', '--console', '-', '--json'], told.replaceAll(/^/gm, 'app-1 | '));
  expect(piped.code).toBe(1);
  expect(JSON.parse(piped.out)).toMatchObject({ stored: 4, lost: 1, faults: [{ lost: [{ from: 3, to: 3 }] }] });
  expect(await gapwatch(['logs', 'verify', '--console', '-'], 'no line of a log\n')).toEqual({
    code: 2,
    out: '',
    err: 'The standard input has no log line of that time; name what the service has written to its console.',
  });
});
