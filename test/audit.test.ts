import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let registry: Server;
let url: string;
/** What the registry knows of the package, or the status by which it refuses to say. */
let knows: readonly { readonly severity: string }[] | number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-audit-'));
  const own = { name: 'own', version: '1.0.0', dependencies: { leaky: '1.0.0' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(own));
  const packages = { '': own, 'node_modules/leaky': { version: '1.0.0' } };
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ ...own, lockfileVersion: 3, packages }));
  registry = createServer((request, response) => {
    if (request.method === 'GET') {
      const version = { name: 'leaky', version: '1.0.0' };
      response.end(JSON.stringify({ name: 'leaky', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }));
      return;
    }
    request.resume();
    if (typeof knows === 'number') response.writeHead(knows).end();
    else {
      const advisories = knows.map(({ severity }, id) => ({
        id,
        severity,
        title: `A ${severity} leak`,
        url: `https://advisories.example/${id}`,
        vulnerable_versions: '<2',
      }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(advisories.length > 0 ? { leaky: advisories } : {}));
    }
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterEach(async () => {
  registry.closeAllConnections();
  registry.close();
  await rm(folder, { recursive: true });
});

const audit = async () => {
  const { exitCode, all } = await execa(process.execPath, [join(import.meta.dirname, 'audit.ts')], {
    cwd: folder,
    env: { npm_config_registry: url, npm_config_cache: join(folder, 'cache') },
    all: true,
    reject: false,
  });
  return [exitCode, all];
};

it.each(['high', 'critical'])('fails for a fault that is %s, and names it', async (severity) => {
  knows = [{ severity }];
  expect(await audit()).toEqual([
    1,
    `npm audit: leaky: ${severity}: A ${severity} leak (https://advisories.example/0)\nnpm audit: 1 high or critical, 0 lesser.`,
  ]);
});

it('lets lesser faults pass', async () => {
  knows = [{ severity: 'moderate' }];
  expect(await audit()).toEqual([0, 'npm audit: 0 high or critical, 1 lesser.']);
});

it('passes where nothing is known', async () => {
  knows = [];
  expect(await audit()).toEqual([0, 'npm audit: 0 high or critical, 0 lesser.']);
});

it('says in one line that a registry does not answer it', async () => {
  knows = 405;
  expect(await audit()).toEqual([
    0,
    `npm audit: the registry does not answer it (405 Method Not Allowed - POST ${url}/-/npm/v1/security/advisories/bulk); nothing was checked.`,
  ]);
});

it('says in one line that no registry is there', async () => {
  registry.close();
  const [code, said] = await audit();
  expect(code).toBe(0);
  expect(said).toMatch(/^npm audit: the registry does not answer it \(.*ECONNREFUSED.*\); nothing was checked\.$/);
});

it('fails where npm itself does not work', async () => {
  await rm(join(folder, 'package-lock.json'));
  const [code, said] = await audit();
  expect(code).toBe(1);
  expect(said).toMatch(/^npm audit did not work: \{\n.*ENOLOCK/s);
});
