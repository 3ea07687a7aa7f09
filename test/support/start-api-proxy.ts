import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as a test looks at it: "PUT /api/x?y". */
type Matches = (request: string) => boolean;

/** What becomes of a request that a test is after. */
type ApiFault =
  | { readonly status: number; readonly json: unknown }
  /** It does not reach the server. */
  | 'cut off before'
  /** The server carries it out, and nobody hears of it. */
  | 'cut off after'
  /** Something else happens first, and then it goes its way. */
  | (() => Promise<unknown>);

/** A way to a server's API on which things go wrong when a test wants it, and which remembers who went by. */
export interface ApiProxy {
  readonly url: string;
  /** All requests so far, as "PUT /api/x?y". */
  readonly seen: string[];
  /** From now on; the one before ends. */
  readonly fault: (matches: Matches, fault: ApiFault) => void;
  readonly heal: () => void;
  readonly stop: () => Promise<void>;
}

/** Stands before a server of HTTP. */
export const startApiProxy = async (target: string): Promise<ApiProxy> => {
  const seen: string[] = [];
  let wrong: { readonly matches: Matches; readonly fault: ApiFault } | undefined;

  const forward = async ({ method = 'GET', url = '', headers }: IncomingMessage, body: Buffer) => {
    const passed = ['content-type', 'authorization', 'kbn-xsrf', 'accept'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: Object.fromEntries(passed),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
      redirect: 'manual',
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return { status: answer.status, type, text: await answer.text() };
  };

  const pass = async (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const { status, type, text } = await forward(request, body);
    response.writeHead(status, { 'content-type': type }).end(text);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const body = await buffer(request);
    const name = `${request.method} ${request.url}`;
    seen.push(name);
    if (wrong === undefined || !wrong.matches(name)) return pass(request, response, body);
    const { fault } = wrong;
    if (typeof fault === 'function') {
      await fault();
      return pass(request, response, body);
    }
    if (typeof fault === 'object') {
      return response.writeHead(fault.status, { 'content-type': 'application/json' }).end(JSON.stringify(fault.json));
    }
    if (fault === 'cut off after') await forward(request, body);
    return request.socket.resetAndDestroy();
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    fault: (matches, fault) => {
      wrong = { matches, fault };
    },
    heal: () => {
      wrong = undefined;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
