import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDockerd, type TestDockerd } from './support/start-dockerd.ts';

const root = join(import.meta.dirname, '..');
let folder: string;
let dockerd: TestDockerd | string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-image-'));
  dockerd = await startDockerd();
});
afterAll(async () => {
  if (typeof dockerd !== 'string') await dockerd.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The stages of the Dockerfile, by their names, each with its first line. */
const stages = async (): Promise<ReadonlyMap<string, string>> => {
  const text = await readFile(join(root, 'deploy/Dockerfile'), 'utf8');
  const parts = text.split(/^(?=FROM )/m).slice(1);
  return new Map(parts.map((part) => [/^FROM \S+ AS (\w+)$/m.exec(part)?.[1] ?? '', part]));
};

/** Makes the base image from this machine's Node: no registry is asked. */
const importBase = async (docker: TestDockerd['docker'], name: string): Promise<void> => {
  const base = join(folder, 'base');
  const { stdout: libraries } = await execa('ldd', [process.execPath]);
  const copies = [
    [process.execPath, '/usr/local/bin/node'],
    ...(libraries.match(/\/\S+/g) ?? []).map((file) => [file, file]),
  ];
  for (const [from = '', to = ''] of copies) {
    await mkdir(join(base, dirname(to)), { recursive: true });
    await cp(from, join(base, to), { dereference: true });
  }
  await mkdir(join(base, 'etc'), { recursive: true });
  await writeFile(join(base, 'etc/passwd'), 'root:x:0:0::/:/none\nnode:x:1000:1000::/:/none\n');
  await writeFile(join(base, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  await execa('tar', ['-C', base, '-cf', join(folder, 'base.tar'), '.']);
  await docker('import', '--change', 'ENV PATH=/usr/local/bin', join(folder, 'base.tar'), name);
};

/** What the stage `compiled` leaves, made here, where npm reaches its packages. @returns the folder */
const compile = async (): Promise<string> => {
  const context = join(folder, 'context');
  const tsc = join(root, 'node_modules/.bin/tsc');
  await execa(tsc, ['-p', 'tsconfig.build.json', '--outDir', join(context, 'dist')], { cwd: root });
  for (const name of ['package.json', 'package-lock.json']) await cp(join(root, name), join(context, name));
  await execa('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: context });
  return context;
};

it('is an image of its own, with nothing of the app, that is healthy as a user without rights', async ({ skip }) => {
  if (typeof dockerd === 'string') return skip(dockerd);
  const { docker } = dockerd;
  const { base = '', exporter = '' } = Object.fromEntries(await stages());
  await importBase(docker, /^FROM (\S+)/.exec(base)?.[1] ?? '');
  const context = await compile();
  const file = join(folder, 'Dockerfile');
  await writeFile(file, base + exporter.replaceAll('--from=compiled /srv/gapwatch/', ''));
  await docker('build', '--file', file, '--tag', 'gapwatch-exporter', context);

  const config = join(folder, 'gapwatch.config.ts');
  await writeFile(
    config,
    "import { defineConfig } from 'gapwatch';\nexport default defineConfig({ exporter: { host: '0.0.0.0' } });\n",
  );
  const mount = `type=bind,src=${config},dst=/srv/gapwatch/gapwatch.config.ts,ro`;
  const id = await docker(
    'run',
    '--detach',
    '--network=host',
    '--health-interval=1s',
    '--mount',
    mount,
    'gapwatch-exporter',
  );
  await expect
    .poll(() => docker('inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', id), { timeout: 60_000 })
    .toBe('running healthy');
  const look =
    "console.log(process.getuid(), require('fs').readdirSync('.'), require('fs').readdirSync('node_modules'))";
  const inside = await docker('exec', id, 'node', '-e', look);
  expect(inside).toMatch(/^1000 /);
  expect(inside).toContain("'dist'");
  for (const name of ['app', 'lab', 'typescript', 'express', 'vitest']) expect(inside).not.toContain(`'${name}'`);
  await docker('stop', id);
  expect(await docker('inspect', '--format', '{{.State.ExitCode}}', id)).toBe('0');
});
