import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '../../test/support/free-port.ts';

/** A line of the combined format, which logstash/nginx/steps.ts takes apart. */
const combined = /^127\.0\.0\.1 - - \[[^\]]+\] "GET (\S+) HTTP\/1\.1" (\d{3}) \d+ "-" "[^"]*"$/;

let folder: string;
let url: string;
const stop: (() => unknown)[] = [];

const lines = async (name: string) =>
  (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  // What the service hears of those that nginx lets through.
  const service = createServer(({ url: path, headers }, response) => {
    response.end(JSON.stringify({ path, from: headers['x-forwarded-for'], host: headers.host }));
  });
  const sockets = new WebSocketServer({ server: service });
  sockets.on('connection', (socket, { headers }) => {
    socket.on('message', (data) => socket.send(`${headers['x-forwarded-for']} says ${data}`));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  stop.push(
    () => sockets.close(),
    () => service.close(),
  );

  const port = await freePort();
  url = `127.0.0.1:${port}`;
  const conf = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `  ${what}_temp_path ${folder}/${what};\n`,
  );
  const replaced = (await readFile(new URL('nginx.conf', import.meta.url), 'utf8'))
    .replace('listen 80;', `listen ${url};`)
    .replace('set $chat app:3000;', `set $chat 127.0.0.1:${(service.address() as AddressInfo).port};`)
    .replaceAll('/var/log/nginx-access', folder)
    // Which here is a socket, that nobody can open again.
    .replace('/dev/stderr', join(folder, 'error.log'))
    .replace('/tmp/nginx.pid', join(folder, 'pid'))
    .replace('http {\n', `http {\n${temporary.join('')}`);
  await writeFile(conf, replaced);
  // Its log is set aside as soon as it holds anything.
  const env = { ACCESS_LOG: join(folder, 'access.log'), NGINX_CONF: conf, ROTATE_SECONDS: '0.2', ROTATE_BYTES: '1000' };
  const nginx = execa('sh', [new URL('start.sh', import.meta.url).pathname], { env, detached: true, reject: false });
  stop.unshift(async () => {
    // With the loop beside it.
    if (nginx.pid) process.kill(-nginx.pid, 'SIGTERM');
    await nginx;
  });
  await vi.waitFor(async () => expect((await fetch(`http://${url}/-/nginx`)).status).toBe(204), { timeout: 30_000 });
}, 60_000);
afterAll(async () => {
  for (const one of stop) await one();
  await rm(folder, { recursive: true, force: true });
});

it('tells the service whom it heard, whatever a client says of that', async () => {
  const answer = await fetch(`http://${url}/chat/chatlog?roomname=I`, {
    headers: { 'x-forwarded-for': '203.0.113.7' },
  });
  expect(await answer.json()).toEqual({ path: '/chat/chatlog?roomname=I', from: '127.0.0.1', host: url });
});

it('lets a WebSocket through', async () => {
  const socket = new WebSocket(`ws://${url}/socket.io/`);
  const said = await new Promise((resolve, reject) => {
    socket.on('open', () => socket.send('hello'));
    socket.on('message', (data) => resolve(String(data)));
    socket.on('error', reject);
  });
  socket.close();
  expect(said).toBe('127.0.0.1 says hello');
});

it('logs each access in the combined format but no look after its health, and sets the log aside', async () => {
  const paths = Array.from({ length: 30 }, (_, i) => `/board/${i}?keyword=${encodeURIComponent('김치')}`);
  for (const path of paths) expect((await fetch(`http://${url}${path}`)).ok).toBe(true);
  expect((await fetch(`http://${url}/-/nginx`)).ok).toBe(true);
  await vi.waitFor(async () => expect((await lines('access.log.1')).length).toBeGreaterThan(0), { timeout: 30_000 });
  for (const line of [...(await lines('access.log.1')), ...(await lines('access.log'))]) expect(line).toMatch(combined);
});
