import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSpool } from './support/read-spool.ts';

/** The package as a stranger gets it: packed, installed into an empty project, used by its bin and its exports. */
let project = '';
const inProject = (file: string, ...args: string[]) => execa(file, args, { cwd: project, reject: false, all: true });

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'gapwatch-package-'));
  const root = join(import.meta.dirname, '..');
  await execa('npm', ['pack', '--pack-destination', project], { cwd: root });
  const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'stranger', type: 'module', private: true }));
  await execa('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: project });
}, 300_000);

afterAll(() => rm(project, { recursive: true, force: true }));

it('shows its commands', async () => {
  const { all, exitCode } = await inProject('npx', 'gapwatch', '--help');
  expect(all).toMatch(/generate/);
  expect(all).toMatch(/check/);
  expect(all).toMatch(/diff/);
  expect(all).toMatch(/apply/);
  expect(all).toMatch(/logs/);
  expect(all).toMatch(/exporter/);
  expect(exitCode).toBe(0);
});

it('generates from a configuration that imports defineConfig, and finds nothing to complain of', async () => {
  const config =
    "import { defineConfig } from 'gapwatch';\nexport default defineConfig({ service: 'mine', rooms: ['lobby'] });\n";
  await writeFile(join(project, 'gapwatch.config.ts'), config);
  const generated = await inProject('npx', 'gapwatch', 'generate');
  expect(generated.exitCode, generated.all).toBe(0);
  expect(await readFile(join(project, 'alerts/generated/alerts.rules.yml'), 'utf8')).toContain('MySQLDown');
  const checked = await inProject('npx', 'gapwatch', 'check');
  expect(checked.exitCode, checked.all).toBe(0);
});

it('compares servers with what is generated, once it is told of some', async () => {
  const none = await inProject('npx', 'gapwatch', 'apply');
  expect(none.all).toMatch(/^gapwatch\.config\.ts names no server; /);
  expect(none.exitCode).toBe(1);
  const config =
    "import { defineConfig } from 'gapwatch';\nexport default defineConfig({ apply: { grafana: { url: 'http://127.0.0.1:1' } } });\n";
  await writeFile(join(project, 'apply.config.ts'), config);
  const { all, exitCode } = await inProject('npx', 'gapwatch', 'diff', '--config', 'apply.config.ts');
  expect(all).toMatch(
    /^Grafana at http:\/\/127\.0\.0\.1:1 does not answer \(.*\); start it, or correct apply\.grafana\.url\.$/m,
  );
  expect(exitCode).toBe(1);
});

it('looks after log lines without the service', async () => {
  const { all, exitCode } = await inProject('npx', 'gapwatch', 'logs', 'status', '--folder', 'no-spool');
  expect(all).toBe(
    `There is no spool at ${join(project, 'no-spool')}; name its folder in logs.spool or by --folder, or start the service, which makes it.`,
  );
  expect(exitCode).toBe(2);
});

it('refuses a configuration with an unknown key in one sentence, without a stack', async () => {
  await writeFile(join(project, 'wrong.config.ts'), 'export default { servcie: 1 };\n');
  const { all, exitCode } = await inProject('node_modules/.bin/gapwatch', 'generate', '--config', 'wrong.config.ts');
  expect(all).toBe('wrong.config.ts: servcie is 1, but there is no such key; remove it or correct its name.');
  expect(exitCode).toBe(1);
});

it('has types that the compiler takes in the empty project', async () => {
  await writeFile(
    join(project, 'use.ts'),
    "import { defineConfig } from 'gapwatch';\nimport { metric } from 'gapwatch/metrics';\nimport { select } from 'gapwatch/promql/selector';\nimport { rate } from 'gapwatch/promql/over-counter';\nimport { minutes } from 'gapwatch/promql/duration';\nconst orders = metric.counter('shop_orders', { help: 'Orders.' });\nrate(select(orders), minutes(5));\n// @ts-expect-error the key does not exist\ndefineConfig({ nothing: 1 });\n",
  );
  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc');
  const { all, exitCode } = await inProject(
    tsc,
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    '',
    'use.ts',
  );
  expect(exitCode, all).toBe(0);
});

it('does not bring a chat server along', async () => {
  const installed = await readdir(join(project, 'node_modules'));
  for (const name of ['express', 'socket.io', 'winston', 'execa', 'prom-client']) expect(installed).not.toContain(name);
});

it('ships the lines of a plain logger of winston, which has to be there', async () => {
  await inProject('npm', 'install', '--no-audit', '--no-fund', 'winston@3', '@types/node@24');
  const log = `import { defineConfig } from 'gapwatch';
import winston from 'winston';
import { createLogContext } from 'gapwatch/winston/context';
import { ecsFields } from 'gapwatch/winston/fields';
import { ecsRecords } from 'gapwatch/winston/format';
import { GapwatchTransport } from 'gapwatch/winston';

const context = createLogContext();
const fields = [...ecsFields, { name: 'order', type: 'long' }] as const;
const options = { service: 'stranger', fields, sink: { kind: 'elasticsearch', url: 'http://127.0.0.1:1' } } as const;
const logger = winston.createLogger({ transports: [new GapwatchTransport({ ...options, context, closeWithinMs: 0 })] });
context.run({ 'http.request.id': 'r1' }, () => logger.info('A stranger logs.', { password: 'p', order: 7 }));
logger.end();
export const format: winston.Logform.Format = ecsRecords(options);
export const config = defineConfig({ logs: { services: [{ dataset: 'stranger', fields: [...fields] }] } });
`;
  const wrong = `import { GapwatchTransport } from 'gapwatch/winston';

// @ts-expect-error there is no such sink
new GapwatchTransport({ service: 'stranger', sink: { kind: 'file', url: 'x' } });
`;
  await writeFile(join(project, 'log.ts'), log);
  await writeFile(join(project, 'wrong.ts'), wrong);
  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc');
  const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2024'];
  const typed = await inProject(tsc, ...strict, '--types', 'node', 'log.ts', 'wrong.ts');
  expect(typed.exitCode, typed.all).toBe(0);
  const { all, exitCode } = await inProject('node', 'log.ts');
  expect(exitCode, all).toBe(0);
  expect(await readSpool(join(project, 'log-spool/stranger'))).toMatchObject([
    { message: 'A stranger logs.', http: { request: { id: 'r1' } }, order: 7, labels: { password: '[redacted]' } },
  ]);
});
