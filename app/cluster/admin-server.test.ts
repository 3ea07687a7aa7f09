import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Admin, startAdminServer } from './admin-server.ts';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

const well: Admin = { metrics: async () => 'a_total 1\n', unready: async () => undefined };

/** Serves `admin`, and gives what it answers to a path, sent as it stands. */
const serve = async (admin: Admin) => {
  const server = await startAdminServer(admin, { host: '127.0.0.1', port: 0 });
  stop = () => server.close();
  const { port } = server.address() as AddressInfo;
  return async (path: string, method = 'GET') => {
    const [response] = await once(request({ port, path, method, agent: false }).end(), 'response');
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode, type: response.headers['content-type'], body };
  };
};

it('serves metrics and health', async () => {
  const get = await serve(well);
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  expect(await get('/metrics')).toEqual({ status: 200, type, body: 'a_total 1\n' });
  expect(await get('/metrics?a=b', 'HEAD')).toEqual({ status: 200, type, body: '' });
  expect(await get('/-/healthy')).toMatchObject({ status: 200, body: 'healthy\n' });
  expect(await get('/-/ready')).toMatchObject({ status: 200, body: 'ready\n' });
});

it('says why the service is not ready', async () => {
  const get = await serve({ ...well, unready: async () => 'MySQL is awaited.' });
  expect(await get('/-/ready')).toMatchObject({ status: 503, body: 'MySQL is awaited.\n' });
});

it.each(['/', '//', '/%', '/-/ready/x', '*'])('has nothing at %s', async (path) => {
  const get = await serve(well);
  expect(await get(path)).toMatchObject({ status: 404, body: 'Here are /metrics, /-/healthy and /-/ready.\n' });
});

it('answers with 500 when metrics cannot be collected', async () => {
  const get = await serve({ ...well, metrics: () => Promise.reject(new Error('no luck')) });
  expect(await get('/metrics')).toMatchObject({ status: 500, body: 'no luck\n' });
});
