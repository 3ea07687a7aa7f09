import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { bounded, metric } from '../metrics/declare.ts';
import { type ServedExporter, serveExporter } from '../test/support/serve-exporter.ts';
import { type Collector, CollectorError } from './engine/collector.ts';

const value = metric.gauge('test_value', { help: 'Value.' });
const rows = metric.gauge('test_rows', {
  help: 'Rows.',
  labels: { table: bounded(200_000, 'the test'), node: bounded(10, 'the test') },
});

const works: Collector = {
  name: 'mysql_server',
  help: 'Test.',
  enabled: true,
  timeoutMs: 5_000,
  families: [value],
  collect: async ({ emit }) => emit(value, {}, 7),
};

/** Many series, each with a long name: about 20 MB of text. */
const large: Collector = {
  ...works,
  families: [rows],
  async collect({ emit }) {
    for (let i = 0; i < 50_000; i += 1) emit(rows, { table: `${'x'.repeat(400)}${i}`, node: `${i % 10}` }, i);
  },
};

let served: ServedExporter;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await served.close();
});

const get = async (headers: Record<string, string> = {}, agent = new Agent()) => {
  const asked = request(`${served.url}/metrics`, { headers, agent });
  const [response] = await once(asked.end(), 'response');
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode as number, body, headers: response.headers };
};

/** Serves a collector that counts its collections and ends none before it may. */
const serveHeld = async () => {
  let count = 0;
  const { promise, resolve: end } = Promise.withResolvers<void>();
  served = await serveExporter([
    {
      ...works,
      async collect({ emit }) {
        count += 1;
        await promise;
        emit(value, {}, count);
      },
    },
  ]);
  return { collections: () => count, end };
};

describe('1,000 scrapes at once', () => {
  it('are 40 answers of one collection and 960 refusals; then all is as before', async () => {
    const { end } = await serveHeld();
    let refusals = 0;
    const all = Array.from({ length: 1_000 }, async () => {
      const { status, body } = await get();
      if (status === 503) refusals += 1;
      return { status, page: body.toString() };
    });
    await expect.poll(() => refusals, { timeout: 20_000 }).toBe(960);
    end();
    const answers = (await Promise.all(all)).filter(({ status }) => status === 200);
    expect(answers).toHaveLength(40);
    expect(new Set(answers.map(({ page }) => page)).size).toBe(1);
    expect(answers[0]?.page).toContain('test_value 1\n');
    expect((await get()).body.toString()).toContain('test_value 2\n');
  });
});

describe('scrapes at the same time that want different things', () => {
  it('each get what they want, of one collection', async () => {
    const { collections, end } = await serveHeld();
    const wanted = [
      {},
      { 'accept-encoding': 'gzip' },
      { accept: 'application/openmetrics-text' },
      { accept: 'application/openmetrics-text', 'accept-encoding': 'gzip' },
    ];
    const all = wanted.map((headers) => get(headers));
    await expect.poll(collections).toBe(1);
    end();
    for (const [i, { body, headers }] of (await Promise.all(all)).entries()) {
      expect(headers['content-encoding']).toBe(i % 2 === 1 ? 'gzip' : undefined);
      const page = (i % 2 === 1 ? gunzipSync(body) : body).toString();
      expect(page).toContain('test_value 1\n');
      expect(page.endsWith('# EOF\n')).toBe(i >= 2);
    }
  });
});

describe('readers that do not read', () => {
  it('are cut off, so that others are answered again', async () => {
    served = await serveExporter([large], { readWithinMs: 1_000 });
    const closed: Promise<unknown>[] = [];
    for (let i = 0; i < 40; i += 1) {
      const socket = connect(served.port, '127.0.0.1');
      sockets.push(socket.on('error', () => {}));
      closed.push(once(socket, 'close'));
      socket.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
    }
    await expect.poll(async () => (await get()).status).toBe(503);
    await expect.poll(async () => (await get({ 'accept-encoding': 'gzip' })).status, { timeout: 10_000 }).toBe(200);
    // What was sent before is read; then comes the end.
    for (const socket of sockets) socket.resume();
    await Promise.all(closed);
  });

  it('that go away while the page is made leave no trace', async () => {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    served = await serveExporter([{ ...works, collect: () => promise }]);
    const left = Array.from({ length: 40 }, () => {
      const socket = connect(served.port, '127.0.0.1');
      sockets.push(socket);
      socket.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
      return socket;
    });
    await expect.poll(async () => (await get()).status).toBe(503);
    for (const socket of left) socket.destroy();
    const other = get();
    end();
    expect((await other).status).toBe(200);
    expect((await get()).body.toString()).toContain('gapwatch_exporter_scrapes_in_flight 1\n');
    expect(served.log).toEqual([]);
  });
});

describe('absurd requests', () => {
  it.each(['0', '-1', 'soon', '1e400', '1e12', '9'.repeat(5_000), '\u00ff'])(
    'are answered as usual for the timeout %s',
    async (timeout) => {
      served = await serveExporter([works]);
      const { status, body } = await get({ 'x-prometheus-scrape-timeout-seconds': timeout });
      expect([status, body.toString().includes('test_value 7')]).toEqual([200, true]);
    },
  );

  it.each([
    ['GET /metrics?collect[]=%ff%00&collect[]=<b> HTTP/1.1\r\nhost: x', 400],
    ['GET /metrics?collect%5B%5D=constructor HTTP/1.1\r\nhost: x', 400],
    ['GET http://[/metrics HTTP/1.1\r\nhost: x', 404],
    ['GET /constructor HTTP/1.1\r\nhost: x', 404],
    [`GET /metrics HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(100_000)}`, 431],
    ['GET /metrics HTTP/1.1', 400],
    ['what is this', 400],
  ])('are refused, and the next is answered (%#)', async (head, status) => {
    served = await serveExporter([works]);
    const socket = connect(served.port, '127.0.0.1');
    sockets.push(socket.on('error', () => {}));
    socket.write(`${head}\r\nconnection: close\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(`HTTP/1.1 ${status} `);
    expect((await get()).status).toBe(200);
  });
});

it('needs no more memory after a day of scrapes than after an hour', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let scrapes = 0;
  served = await serveExporter([
    {
      ...works,
      families: [rows],
      // Other label values each time, as the tasks of a service have them.
      async collect({ emit }) {
        for (let i = 0; i < 50; i += 1) emit(rows, { table: `${scrapes} ${i}`, node: `${i % 10}` }, i);
      },
    },
    {
      ...works,
      name: 'mysql_status',
      async collect({ note }) {
        note(`Scrape ${scrapes} is not the last.`);
        if (scrapes % 2 === 0) throw new CollectorError(`Scrape ${scrapes} fails.`);
      },
    },
  ]);
  const agent = new Agent({ keepAlive: true });
  const scrape = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      scrapes += 1;
      const { status } = await get(scrapes % 3 === 0 ? { 'accept-encoding': 'gzip' } : {}, agent);
      expect(status).toBe(200);
    }
    // What it logged is the test's.
    (served.log as string[]).length = 0;
    // What has a finalizer, as a buffer or a stream has, goes at the collection after it.
    for (let i = 0; i < 5; i += 1) {
      collectGarbage();
      await turn();
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // Four scrapes a minute.
  const afterAnHour = await scrape(240);
  const afterADay = await scrape(23 * 240);
  agent.destroy();
  expect(afterADay - afterAnHour).toBeLessThan(1_000_000);
});
