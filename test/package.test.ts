import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';

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
