import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../test/support/free-port.ts';

let folder: string;
let port: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-agent-'));
  port = await freePort();
  await writeFile(join(folder, 'gapwatch.config.ts'), `export default { exporter: { port: ${port} } };\n`);
});
afterEach(() => rm(folder, { recursive: true }));

const page = () =>
  fetch(`http://127.0.0.1:${port}/metrics`).then(
    (response) => response.text(),
    () => '',
  );

it('tells of its machine and the containers on it only, and asks the engine at the socket that is named', async () => {
  const socket = join(folder, 'docker.sock');
  const args = ['exporter', '--agent', '--docker-socket', socket, '--config', join(folder, 'gapwatch.config.ts')];
  const running = execa({ reject: false })(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args]);
  await expect.poll(page, { timeout: 20_000 }).toContain('gapwatch_collector_enabled{collector="containers"} 0');
  expect(
    [...(await page()).matchAll(/^gapwatch_collector_enabled\{collector="(\w+)"/gm)].map(([, name]) => name),
  ).toEqual(['containers', 'host']);
  expect(await page()).toMatch(/^node_memory_available_bytes \d+$/m);
  running.kill('SIGTERM');
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`No Docker engine answers at ${socket} (exporter.dockerSocket).`);
});

it('leaves out its machine, where node_exporter tells of that', async () => {
  const args = ['exporter', '--agent', '--no-collector', 'host', '--config', join(folder, 'gapwatch.config.ts')];
  const running = execa({ reject: false })(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args]);
  await expect.poll(page, { timeout: 20_000 }).toContain('gapwatch_collector_enabled{collector="containers"}');
  expect(await page()).not.toContain('\nnode_');
  running.kill('SIGTERM');
  expect((await running).exitCode).toBe(0);
});
