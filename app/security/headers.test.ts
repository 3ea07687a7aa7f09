import { once } from 'node:events';
import { get as getHttp, type IncomingHttpHeaders } from 'node:http';
import { get as getHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import helmet from 'helmet';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { secureHeaders } from './headers.ts';
import { createServiceServer } from './service-server.ts';

const policy = [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
];

/** Every header of helmet's: its value over http and over https. Undefined: it is not sent. */
const expected: readonly (readonly [name: string, http: string | undefined, https: string | undefined])[] = [
  ['content-security-policy', policy.join(';'), [...policy, 'upgrade-insecure-requests'].join(';')],
  ['cross-origin-opener-policy', 'same-origin', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin', 'same-origin'],
  ['origin-agent-cluster', '?1', '?1'],
  ['referrer-policy', 'no-referrer', 'no-referrer'],
  ['strict-transport-security', undefined, 'max-age=31536000; includeSubDomains'],
  ['x-content-type-options', 'nosniff', 'nosniff'],
  ['x-dns-prefetch-control', 'off', 'off'],
  ['x-download-options', 'noopen', 'noopen'],
  ['x-frame-options', 'SAMEORIGIN', 'SAMEORIGIN'],
  ['x-permitted-cross-domain-policies', 'none', 'none'],
  ['x-powered-by', undefined, undefined],
  ['x-xss-protection', '0', '0'],
];

/** What an express that sends `x-powered-by` by itself answers with behind the headers. */
const headersOver = async (scheme: 'http' | 'https'): Promise<IncomingHttpHeaders> => {
  const tls = scheme === 'https';
  const certificate = makeCertificate();
  const app = express()
    .use(secureHeaders({ tls }))
    .get('/', (_, answer) => {
      answer.end();
    });
  const server = await createServiceServer(
    app,
    tls ? { first: Promise.resolve(certificate), onNew: () => {} } : undefined,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `${scheme}://127.0.0.1:${port}/`;
  const request = tls ? getHttps(url, { ca: certificate.cert, agent: false }) : getHttp(url, { agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  server.close();
  return response.headers;
};

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  it.each(expected)('%s is as it should be', async (name, http, https) => {
    expect((await headersOver(scheme))[name]).toBe(scheme === 'http' ? http : https);
  });
});

it('leaves out none of the headers that helmet knows', () => {
  const names: string[] = [];
  const response = {
    setHeader: (name: string) => names.push(name.toLowerCase()),
    removeHeader: (name: string) => names.push(name.toLowerCase()),
  };
  const [request, answer] = [{}, response] as unknown as Parameters<ReturnType<typeof helmet>>;
  helmet()(request, answer, () => {});
  expect(expected.map(([name]) => name)).toEqual(names.sort());
});
