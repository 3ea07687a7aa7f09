import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDockerProxy } from './docker-proxy.ts';

let folder: string;
let listen: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-proxy-'));
  listen = join(folder, 'run/docker.sock');
});
afterEach(() => rm(folder, { recursive: true }));

const start = () => startDockerProxy('/nowhere/docker.sock', listen, () => {});

it('makes a socket that another user may open, and takes it away', async () => {
  const proxy = await start();
  expect((await stat(listen)).mode & 0o777).toBe(0o666);
  await proxy.close();
  await expect(stat(listen)).rejects.toThrow('ENOENT');
});

it('takes the place of one that was killed, but not of one that runs', async () => {
  const hold = `require('node:net').createServer().listen(${JSON.stringify(listen)}, () => console.log('up'))`;
  await (await start()).close();
  const killed = execa(process.execPath, ['-e', hold], { reject: false });
  await once(killed.stdout, 'data');
  await expect(start()).rejects.toThrow(
    `--listen is ${listen}, but another process listens there; stop it, or choose another path.`,
  );
  killed.kill('SIGKILL');
  await killed;
  await (await start()).close();
});

it('says why it cannot listen', async () => {
  await (await start()).close();
  await writeFile(listen, '');
  await expect(start()).rejects.toThrow(
    `--listen is ${listen}, where a file is that is no socket; choose another path.`,
  );
  listen = join(listen, 'below.sock');
  await expect(start()).rejects.toThrow(`--listen is ${listen}, but no socket can be made there (EEXIST).`);
});

it('answers as a command until it is stopped', async () => {
  const main = join(import.meta.dirname, '../../cli/main.ts');
  const engine = createServer().listen(join(folder, 'engine.sock'));
  const running = execa(
    process.execPath,
    [main, 'docker-proxy', '--engine', join(folder, 'engine.sock'), '--listen', listen],
    { reject: false },
  );
  await once(running.stderr, 'data');
  running.kill('SIGTERM');
  const { exitCode, stderr } = await running;
  engine.close();
  expect(exitCode).toBe(0);
  expect(stderr.split('\n').map((line) => JSON.parse(line).message)).toEqual([
    `The proxy of ${folder}/engine.sock answers at ${listen}.`,
    'The proxy has stopped.',
  ]);
});
