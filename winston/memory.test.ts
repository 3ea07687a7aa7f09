import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** What README.md promises. */
const most = 48 * 1024 * 1024;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('holds no more in memory than it says, however much waits on the disk', async () => {
  let away = true;
  const answers = (path: string, body: Buffer): object => {
    if (path.includes('_mget')) return { docs: [] };
    if (!path.includes('_bulk')) return { '.ds-logs-flood-default-000001': {} };
    const lines = body.toString('latin1').split('\n').length - 1;
    return { items: Array.from({ length: lines / 2 }, () => ({ create: { status: 201 } })) };
  };
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (away) response.writeHead(503).end();
    else response.end(JSON.stringify(answers(request.url ?? '', body)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const script = join(import.meta.dirname, 'fixtures/flood.ts');
  const child = execa(process.execPath, ['--expose-gc', script, url, folder]);
  let told = '';
  for await (const line of child) {
    told += `${line}\n`;
    if (String(line).startsWith('waiting')) away = false;
  }
  server.closeAllConnections();
  server.close();
  const number = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(told)?.[1]);
  expect(number('waiting')).toBeGreaterThan(3 * most);
  expect(number('most')).toBeGreaterThan(0);
  expect(number('most')).toBeLessThan(most);
});
