import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** Stands before an Elasticsearch, which is away when somebody wants it to. */
export interface OutageProxy {
  readonly url: string;
  /** `refused`: nobody listens. `unavailable`: each request is answered by 503. */
  readonly set: (state: 'well' | 'refused' | 'unavailable') => Promise<void>;
  /** Requests that came while it was unavailable. */
  readonly refused: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts one. It hands bytes on as they are: headers by which clients know an Elasticsearch too. */
export const startOutageProxy = async (target: string): Promise<OutageProxy> => {
  let away = false;
  let refused = 0;
  const { hostname, port } = new URL(target);
  const server = createServer((asked, answer) => {
    if (away) {
      refused += 1;
      asked.resume();
      answer.writeHead(503, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end('{}');
      return;
    }
    const { method, url: path, headers } = asked;
    const handed = request({ hostname, port, method, path, headers }, (got) => {
      // Whoever asked may have gone, or have been sent away.
      if (answer.destroyed) return got.destroy();
      answer.writeHead(got.statusCode ?? 502, got.headers);
      return pipeline(got, answer, () => {});
    });
    handed.on('error', () => answer.destroy());
    pipeline(asked, handed, () => {});
  });
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}`,
    async set(state) {
      away = state === 'unavailable';
      if (state === 'refused') await close();
      else if (!server.listening) await listen(own);
    },
    refused: () => refused,
    stop: close,
  };
};
