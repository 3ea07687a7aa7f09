import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPage, type Page } from './page-files.ts';
import { pageRoutes } from './page-routes.ts';

/** As a browser asks for a page. */
const likeBrowser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** Files that a browser loads at most: each costs a wait where the service is far away, and a line of the log. */
const mostFiles = 5;

/** What all that a browser loads may weigh, zipped: a second at half a megabit. */
const mostBytes = 60_000;

describe('what the page is made of', () => {
  let page: Page;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    page = await loadPage();
    const app = express();
    for (const { path, handler } of pageRoutes(page, 'words\n')) app.get(path, handler);
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server?.close());

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(url + path, { headers });
  const addresses = () =>
    [...page.html.body.toString().matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = '']) => path);

  it('gives browsers the page, and programs a few words', async () => {
    const html = await get('/', likeBrowser);
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('cache-control')).toBe('no-cache');
    expect(await html.text()).toMatch(/^<!doctype html>/);
    for (const accept of ['*/*', 'text/plain', 'application/json']) {
      const words = await get('/', { accept });
      expect([words.headers.get('content-type'), await words.text()]).toEqual(['text/plain; charset=utf-8', 'words\n']);
      expect(words.headers.get('vary')).toContain('Accept');
    }
  });

  it('allows the page nothing but what comes from here, and no text to become script', async () => {
    const { headers } = await get('/', likeBrowser);
    expect(headers.get('content-security-policy')?.split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    const html = page.html.body.toString();
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect([...html.matchAll(/<script[^>]*>([^<]*)/g)].map(([, code]) => code)).toEqual(['']);
  });

  it('serves each file that the page or another file names, of its type, to be kept for ever', async () => {
    const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
    const paths = addresses();
    expect(paths.length).toBe(page.files.size);
    for (const path of paths) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const type = types[path.split('.').at(-1) as keyof typeof types];
      expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const text = await answer.text();
      const imports = [...text.matchAll(/from ?['"]([^'"]+)['"]/g)].map(([, name = '']) => new URL(name, url + path));
      for (const { pathname } of imports) expect(paths).toContain(pathname);
      expect(text).not.toMatch(/^import .*\.ts['"]|sourceMappingURL/m);
    }
  });

  it('leaves out no style sheet', async () => {
    const folder = join(import.meta.dirname, 'browser');
    const sheets = (await readdir(folder)).filter((name) => name.endsWith('.css'));
    expect(sheets.length).toBeGreaterThan(0);
    for (const name of sheets) {
      expect(page.files.get('page.css')?.body.toString()).toContain(await readFile(join(folder, name), 'utf8'));
    }
  });

  it('answers in one word to a browser that has a file already', async () => {
    for (const [path, headers] of [
      ['/', likeBrowser],
      [addresses()[0] ?? '', {}],
    ] as const) {
      const etag = (await get(path, headers)).headers.get('etag') ?? '';
      // Node's fetch would add a no-cache of its own to a condition.
      const ask = { ...headers, 'cache-control': 'max-age=0' };
      const again = await get(path, { ...ask, 'if-none-match': etag });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect((await get(path, { ...ask, 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it('zips files for who can take that, under an ETag of their own', async () => {
    const path = addresses().find((one) => one.endsWith('page.js')) ?? '';
    const [zipped, plain] = await Promise.all([get(path), get(path, { 'accept-encoding': 'identity' })]);
    expect([zipped, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
    expect(await zipped.text()).toBe(await plain.text());
    expect(zipped.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    expect(zipped.headers.get('vary')).toContain('Accept-Encoding');
  });

  it('gives a page of another build what there is, not to be kept under that name', async () => {
    const path = addresses().find((one) => one.endsWith('page.js')) ?? '';
    const other = await get(path.replace(page.build, 'another'));
    expect([other.status, other.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it.each(['/page/x', '/page/x/main.ts', '/page/x/page.html', '/page/x/..%2fpage-files.ts', '/page/x/browser/main.ts'])(
    'serves nothing at %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('is small, and in few files', () => {
    const files = [page.html, ...page.files.values()];
    const sum = (of: 'body' | 'zipped') => files.reduce((bytes, file) => bytes + file[of].length, 0);
    console.log(`The page weighs ${sum('zipped')} bytes zipped, ${sum('body')} plain, in ${files.length} files.`);
    expect(files.every(({ body, zipped }) => gunzipSync(zipped).equals(body))).toBe(true);
    expect(files.length).toBeLessThanOrEqual(mostFiles);
    expect(sum('zipped')).toBeLessThan(mostBytes);
  });
});
