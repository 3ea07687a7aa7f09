import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAlertmanager, startPrometheus } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { findAmtool } from './alertmanager.ts';
import { findPromtool } from './prometheus.ts';

const getJson = async (url: string): Promise<unknown> => (await fetch(url)).json();

const post = async (url: string, body: unknown): Promise<number> => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
};

describe('prometheus', () => {
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    const configFile = join(folder, 'prometheus.yml');
    await writeFile(configFile, 'global:\n  scrape_interval: 15s\n');
    server = await startPrometheus({ configFile });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('runs the version that was found', async () => {
    expect(await getJson(`${server.url}/api/v1/status/buildinfo`)).toMatchObject({
      data: { version: expect.stringContaining(server.service.version) },
    });
  });

  it('reads its configuration again when asked', async () => {
    expect((await fetch(`${server.url}/-/reload`, { method: 'POST' })).status).toBe(200);
  });

  it('starts again after a crash', async () => {
    await server.kill();
    expect(await server.service.ready(AbortSignal.timeout(5000))).toBe(false);
    await server.start();
    expect(await server.service.ready(AbortSignal.timeout(5000))).toBe(true);
  });

  it('has a promtool that takes its configuration', async () => {
    const promtool = await findPromtool();
    const { stdout } = await execa(promtool?.path ?? '', ['check', 'config', join(folder, 'prometheus.yml')]);
    expect(stdout).toContain('SUCCESS');
  });
});

describe('alertmanager', () => {
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    const configFile = join(folder, 'alertmanager.yml');
    await writeFile(configFile, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    server = await startAlertmanager({ configFile });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('runs alone, in the version that was found', async () => {
    expect(await getJson(`${server.url}/api/v2/status`)).toMatchObject({
      cluster: { status: 'disabled' },
      versionInfo: { version: expect.stringContaining(server.service.version) },
    });
  });

  it('keeps silences over a stop', async () => {
    const matchers = [{ name: 'alertname', value: 'Watchdog', isRegex: false }];
    const endsAt = new Date(Date.now() + 3_600_000);
    const silence = { matchers, startsAt: new Date(), endsAt, createdBy: 'test', comment: 'kept' };
    expect(await post(`${server.url}/api/v2/silences`, silence)).toBe(200);
    await server.halt();
    await server.start();
    expect(await getJson(`${server.url}/api/v2/silences`)).toMatchObject([{ comment: 'kept' }]);
  });

  it('has an amtool that takes its configuration', async () => {
    const amtool = await findAmtool();
    const { stdout } = await execa(amtool?.path ?? '', ['check-config', join(folder, 'alertmanager.yml')]);
    expect(stdout).toContain('SUCCESS');
  });
});
