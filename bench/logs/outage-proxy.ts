import { createServer, request } from 'node:http';
import { pipeline } from 'node:stream';
import { presentServer } from '../../test/support/present-server.ts';

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
  const { url, leave, comeBack } = await presentServer(server);
  return {
    url,
    async set(state) {
      away = state === 'unavailable';
      await (state === 'refused' ? leave() : comeBack());
    },
    refused: () => refused,
    stop: leave,
  };
};
