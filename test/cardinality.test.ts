import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../config/schema.ts';
import { collectable, liveHeap } from './support/live-heap.ts';
import { throwNonsense } from './support/nonsense.ts';
import { startApp, type TestApp } from './support/start-app.ts';
import { startMariadb, type TestMariadb } from './support/start-mariadb.ts';

/** What may stay in memory of each thing, in bytes: a key in a map takes more. */
const keptOfEach = 50;

/** Series of a page, without their values. */
const seriesOf = (page: string): string[] =>
  page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')))
    .sort();

const sumOf = (page: string, pattern: RegExp): number =>
  [...page.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);

describe('the service at which all kinds of nonsense is thrown', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(() => mariadb?.stop());

  const start = async (config: ConfigInput['app'] = {}) => {
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { app: config, env: collectable },
    );
  };
  const events = /^chat_events_total\{.*\} (\d+)$/gm;
  const requests = /^http_requests_total\{.*\} (\d+)$/gm;

  const expectUnchanged = async (thrown: number, before: string) => {
    const after = await app.metrics();
    expect(seriesOf(after)).toEqual(seriesOf(before));
    for (const counted of [events, requests]) {
      expect(sumOf(after, counted) - sumOf(before, counted)).toBeGreaterThan(thrown / 10);
    }
    expect(after).toMatch(/^chat_worker_restarts_total 0$/m);
    expect(after).toContain('chat_workers{state="running"} 2\n');
    expect(await app.output()).not.toMatch(/uncaught|unhandled|heap out of memory/i);
  };

  describe('as fast as it can take it', () => {
    beforeAll(() => start());
    afterAll(() => app?.stop());

    it('has the same series before and after 100,000 things, and keeps none of them in memory', async () => {
      await throwNonsense(app, { count: 20_000, seed: 1 });
      const warm = await app.metrics();
      const needed = await liveHeap(app);
      await throwNonsense(app, { count: 100_000, seed: 2 });
      await expectUnchanged(100_000, warm);
      expect((await liveHeap(app)) - needed).toBeLessThan(100_000 * keptOfEach);
    }, 300_000);
  });

  describe('by people and addresses with limits', () => {
    // Each of the sockets sends some 235 events, and would be cut off after 310.
    const limits = {
      personMessages: 10,
      personEvents: 50,
      addressMessages: 50,
      addressEvents: 500,
      addressRequests: 30,
    };
    beforeAll(() => start({ limits }));
    afterAll(() => app?.stop());

    it('has the same series before and after 5,000 things, most of which it refuses', async () => {
      await throwNonsense(app, { count: 5_000, seed: 3 });
      const warm = await app.metrics();
      await throwNonsense(app, { count: 5_000, seed: 4 });
      await expectUnchanged(5_000, warm);
      expect(sumOf(warm, /^chat_limited_total\{.*\} (\d+)$/gm)).toBeGreaterThan(2_500);
    }, 120_000);
  });
});
