import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { type ElasticsearchClient, openElasticsearch } from './client.ts';
import type { ElasticsearchLogin } from './elasticsearch-error.ts';

let folder: string;
const servers: Server[] = [];
const clients: ElasticsearchClient[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-elasticsearch-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  await rm(folder, { recursive: true });
});

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A server that answers as Elasticsearch might. */
const answering = async (listener: RequestListener): Promise<string> =>
  `http://${await listen(createHttpServer(listener))}`;

const open = (login: ElasticsearchLogin) => {
  const client = openElasticsearch(login);
  clients.push(client);
  return client;
};

/** Asks for a number. */
const ask = (client: ElasticsearchClient, signal = AbortSignal.timeout(10_000)) =>
  client.ask({ path: '/_count?a=1', schema: z.object({ n: z.number() }) }, signal).then(
    ({ n }) => n,
    (error: Error) => error.message,
  );

const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** Lets in who says one of these. */
const guarded = (good: () => string, seen: (string | undefined)[] = []) =>
  answering(({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(headers.authorization === good() ? 200 : 401).end('{"n":7}');
  });

describe('who asks', () => {
  it('is nobody, where no user is named', async () => {
    const seen: (string | undefined)[] = [];
    const url = await guarded(() => 'nobody', seen);
    expect(await ask(open({ url }))).toBe(
      `Elasticsearch at ${url} asks who is there: name a user in exporter.elasticsearch.user, with passwordFile, or an apiKeyFile.`,
    );
    expect(seen).toEqual([undefined]);
  });

  it('is the user with the password of the file, which is read again once it is refused', async () => {
    const basic = (password: string) => `Basic ${Buffer.from(`watcher:${password}`).toString('base64')}`;
    const passwordFile = await file('password', 'old\n');
    let good = 'old';
    const url = await guarded(() => basic(good));
    const client = open({ url, user: 'watcher', passwordFile });
    expect(await ask(client)).toBe(7);
    good = 'new';
    expect(await ask(client)).toBe(
      `Elasticsearch at ${url} refuses user watcher: put the password into the file of exporter.elasticsearch.passwordFile.`,
    );
    await writeFile(passwordFile, 'new\n');
    expect(await ask(client)).toBe(7);
    expect(await ask(client)).toBe(7);
  });

  it('is who has the API key of the file', async () => {
    const apiKeyFile = await file('key', 'abc==\n');
    let good = 'ApiKey abc==';
    const url = await guarded(() => good);
    expect(await ask(open({ url, apiKeyFile }))).toBe(7);
    good = 'ApiKey other';
    expect(await ask(open({ url, apiKeyFile }))).toBe(
      `Elasticsearch at ${url} refuses the API key: put one that is valid into ${apiKeyFile} (exporter.elasticsearch.apiKeyFile).`,
    );
  });

  it('is nobody who stands in the URL, and no sentence tells of them', async () => {
    const seen: (string | undefined)[] = [];
    const url = await guarded(() => '', seen);
    const withUser = url.replace('//', '//app:secret@');
    expect(await ask(open({ url: withUser }))).not.toContain('secret');
    expect(seen).toEqual([undefined]);
  });

  it('is nobody whose file cannot be read', async () => {
    const url = await guarded(() => '');
    expect(await ask(open({ url, user: 'watcher', passwordFile: join(folder, 'nosuch') }))).toBe(
      `exporter.elasticsearch.passwordFile names a file that cannot be read: ENOENT: no such file or directory, open '${join(folder, 'nosuch')}'.`,
    );
  });
});

describe('over TLS', () => {
  const serve = async (request: (request: IncomingMessage) => void = () => {}) => {
    const certificate = makeCertificate();
    const server = createHttpsServer(certificate, (incoming, response) => {
      request(incoming);
      response.end('{"n":7}');
    });
    return { url: `https://${await listen(server as unknown as Server)}`, certificate };
  };

  it('trusts who signed the certificate by the file of authorities, once it is the right one', async () => {
    const { url, certificate } = await serve();
    const caFile = await file('ca.pem', makeCertificate().cert);
    const client = open({ url, caFile });
    expect(await ask(client)).toMatch(
      /^The certificate of Elasticsearch at https:\/\/127\.0\.0\.1:\d+ is not trusted \(\w+\): name its authority in exporter\.elasticsearch\.caFile\.$/,
    );
    await writeFile(caFile, certificate.cert);
    expect(await ask(client)).toBe(7);
  });
});

describe('an answer', () => {
  it.each([
    [200, '<html>', /^The answer of Elasticsearch at \S+ to \/_count is not JSON: <html>$/],
    [200, '{"m":1}', /to \/_count is not as its API says: n: .*expected number.*\.$/],
    [
      403,
      '{"error":{}}',
      /^Elasticsearch at \S+ refuses \/_count: give the exporter the rights of the role gapwatch-exporter: monitor, of the cluster and of the indices\.$/,
    ],
    [
      503,
      `{"error":"${'x'.repeat(500)}"}`,
      /^Elasticsearch at \S+ answers \/_count with status 503: \{"error":"x+\.\.\.$/,
    ],
    [302, '', /^Elasticsearch at \S+ answers \/_count with status 302: $/],
  ])('of status %d with %s is a sentence', async (status, text, sentence) => {
    const url = await answering((_, response) => void response.writeHead(status).end(text));
    expect(await ask(open({ url }))).toMatch(sentence);
  });

  it('that never ends is not read to the end', async () => {
    const url = await answering((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(64 * 1024))) {}
        response.once('drain', more);
      };
      more();
    });
    expect(await ask(open({ url }))).toMatch(/ is not read: it is larger than 8 MiB\.$/);
  });

  it('that is cut off is a sentence, and the next is asked for anew', async () => {
    let cut = true;
    const url = await answering((request, response) => {
      if (!cut) return void response.end('{"n":7}');
      response.write('{"n"', () => request.socket.destroy());
    });
    const client = open({ url });
    expect(await ask(client)).toMatch(/^Elasticsearch does not answer at \S+ \(urls\.elasticsearch\): \w+\.$/);
    cut = false;
    expect(await ask(client)).toBe(7);
  });

  it('that does not come is not waited for beyond the deadline, and the connection is given up', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const url = await answering((request) => void request.socket.once('close', () => resolve()));
    expect(await ask(open({ url }), AbortSignal.timeout(50))).toMatch(/^Elasticsearch does not answer at /);
    await closed;
  });

  it('comes from below the path of the URL', async () => {
    const paths: (string | undefined)[] = [];
    const url = await answering((request, response) => {
      paths.push(request.url);
      response.end('{"n":7}');
    });
    expect(await ask(open({ url: `${url}/es/` }))).toBe(7);
    expect(paths).toEqual(['/es/_count?a=1']);
  });
});
