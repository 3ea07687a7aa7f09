import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { metric } from '../metrics/declare.ts';
import { serveExporter } from '../test/support/serve-exporter.ts';
import type { Collector } from './engine/collector.ts';

const value = metric.gauge('test_value', { help: 'Value.' });

const works: Collector = {
  name: 'swarm_services',
  help: 'Test.',
  enabled: true,
  timeoutMs: 5_000,
  families: [value],
  collect: async ({ emit }) => emit(value, {}, 7),
};

let close = async () => {};
afterEach(() => close());

/** Starts the server over some collectors. @returns its address */
const serve = async ({
  collectors = [works],
  ready = () => true,
}: {
  collectors?: Collector[];
  ready?: () => boolean;
}) => {
  const served = await serveExporter(collectors, { ready });
  close = served.close;
  return served.url;
};

describe('/metrics', () => {
  it('is a page in the text format 0.0.4 that also tells of the exporter itself', async () => {
    const url = await serve({});
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('# TYPE test_value gauge\ntest_value 7\n');
    expect(page).toContain(`gapwatch_exporter_build_info{version="1.2.3",node_version="${process.version}"} 1\n`);
    expect(page).toContain('gapwatch_exporter_start_timestamp_seconds 1700000000\n');
    expect(page).toContain('gapwatch_exporter_scrapes_in_flight 1\n');
  });

  it.each([
    ['gzip', true],
    ['br', false],
  ])('answers a client that takes %s', async (coding, zipped) => {
    const url = await serve({});
    const [response] = await once(
      request(`${url}/metrics`, { headers: { 'accept-encoding': coding } }).end(),
      'response',
    );
    const body = Buffer.concat(await response.toArray());
    expect(response.headers['content-encoding']).toBe(zipped ? 'gzip' : undefined);
    expect((zipped ? gunzipSync(body) : body).toString()).toContain('test_value 7');
  });

  it('is a page of OpenMetrics for who wants that more', async () => {
    const url = await serve({});
    const response = await fetch(`${url}/metrics`, {
      headers: { accept: 'application/openmetrics-text;version=1.0.0' },
    });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(await response.text()).toMatch(/^# TYPE test_value gauge\n(.*\n)*# EOF\n$/);
  });

  it('leaves out what exclude[] names', async () => {
    const idle: Collector = { ...works, name: 'mysql_status', families: [], collect: async () => {} };
    const url = await serve({ collectors: [works, idle] });
    const page = await (await fetch(`${url}/metrics?exclude[]=swarm_services`)).text();
    expect(page).toContain('gapwatch_collector_success{collector="mysql_status"} 1');
    expect(page).not.toContain('swarm');
  });

  it('collects what collect[] names, and refuses what it does not know by naming all', async () => {
    const idle: Collector = { ...works, name: 'mysql_status', families: [], collect: async () => {} };
    const url = await serve({ collectors: [works, idle] });
    const page = await (await fetch(`${url}/metrics?collect[]=swarm_services`)).text();
    expect(page).toContain('test_value 7');
    expect(page).not.toContain('mysql_status');
    const refused = await fetch(`${url}/metrics?collect[]=swarm_services&collect[]=nosuch`);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toBe('No such collector: nosuch. There are: swarm_services, mysql_status.\n');
  });

  it('refuses more than 40 scrapes at a time, counts them, and recovers', async () => {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const url = await serve({ collectors: [{ ...works, collect: () => promise }] });
    const all = Array.from({ length: 41 }, () => fetch(`${url}/metrics`));
    const refused = await Promise.race(all);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toBe('40 scrapes are being answered already; scrape less often.\n');
    end();
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(40);
    const after = await fetch(`${url}/metrics`);
    expect(after.status).toBe(200);
    expect(await after.text()).toContain('gapwatch_exporter_scrapes_refused_total 1\n');
  });

  it("gives up within the timeout that Prometheus' header tells", async () => {
    const url = await serve({
      collectors: [works, { ...works, name: 'mysql_status', collect: () => new Promise(() => {}) }],
    });
    const headers = { 'x-prometheus-scrape-timeout-seconds': '0.1' };
    const page = await (await fetch(`${url}/metrics`, { headers })).text();
    expect(page).toContain('gapwatch_collector_success{collector="mysql_status"} 0');
    expect(page).toContain('test_value 7');
  });
});

describe('the other addresses', () => {
  it('say that the exporter is up, and ready until it stops', async () => {
    let ready = true;
    const url = await serve({ ready: () => ready });
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    ready = false;
    expect((await fetch(`${url}/-/ready`)).status).toBe(503);
  });

  it('show a person each collector with its last result', async () => {
    const failing: Collector = {
      ...works,
      name: 'mysql_status',
      collect: () => Promise.reject(new Error('<b>no</b>')),
    };
    const off: Collector = { ...works, name: 'mysql_variables', enabled: false };
    const url = await serve({ collectors: [works, failing, off] });
    const before = await (await fetch(url)).text();
    expect(before).toContain('<th scope="row">swarm_services</th><td>Test.</td><td>not scraped yet</td>');
    expect(before).toContain('<th scope="row">mysql_variables</th><td>Test.</td><td>switched off</td>');
    await fetch(`${url}/metrics`);
    const page = await (await fetch(url)).text();
    expect(page).toContain('<th scope="row">swarm_services</th><td>Test.</td><td>succeeded</td>');
    expect(page).toMatch(
      /mysql_status<\/th><td>Test\.<\/td><td>failed<\/td><td>[\d.]+ ms<\/td><td>\d+ s<\/td><td>Error: &lt;b&gt;no&lt;\/b&gt;<\/td>/,
    );
  });

  it('are 404 where nothing is, even for addresses that are none', async () => {
    const url = await serve({});
    expect((await fetch(`${url}/metrics/`)).status).toBe(404);
    const { port } = new URL(url);
    const [response] = await once(request({ host: '127.0.0.1', port, path: '//' }).end(), 'response');
    expect(response.statusCode).toBe(404);
  });

  it('take GET and HEAD only', async () => {
    const url = await serve({});
    const posted = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await fetch(`${url}/metrics`, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    expect(head.status).toBe(200);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await head.text()).toBe('');
  });
});
