import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestCertificate } from './make-certificate.ts';

/** What a small server says. */
export interface SmallAnswer {
  readonly status: number;
  readonly json?: unknown;
  /** Where it is no JSON. */
  readonly text?: string;
  /** Where it sends one on to. */
  readonly location?: string;
}

/** A request, taken apart. */
interface SmallRequest {
  /** What the path's pattern found; undefined where a part of it is not there. */
  readonly found: readonly (string | undefined)[];
  readonly query: URLSearchParams;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
}

/** Method, pattern of the path, and what is said. */
export type SmallRoute = readonly [
  method: string,
  path: RegExp,
  answer: (request: SmallRequest) => SmallAnswer | Promise<SmallAnswer>,
];

/** A server of HTTP that stands in for one that cannot run here. */
export interface SmallServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

/** What is not the same of all of them. */
export interface SmallServerOptions {
  /** What is said instead of all, as to somebody without a token. */
  readonly refuse?: (headers: IncomingMessage['headers']) => SmallAnswer | undefined;
  /** Serves https. */
  readonly certificate?: TestCertificate;
}

/** Serves routes; what is none of them is 404. */
export const startSmallServer = async (
  routes: readonly SmallRoute[],
  { refuse = () => undefined, certificate }: SmallServerOptions = {},
): Promise<SmallServer> => {
  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<SmallAnswer> => {
    const refused = refuse(request.headers);
    if (refused) return refused;
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://small');
    for (const [method, path, answer] of routes) {
      const found = path.exec(pathname);
      if (method !== request.method || found === null) continue;
      const parts = found.slice(1).map((part?: string) => part && decodeURIComponent(part));
      return answer({ found: parts, query, json: parse(body), body, headers: request.headers });
    }
    return { status: 404, json: { message: 'Not Found' } };
  };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void buffer(request).then(async (body) => {
      const { status, json, text, location } = await answerTo(request, body);
      const type = text === undefined ? 'application/json' : 'application/ndjson';
      response
        .writeHead(status, { 'content-type': type, ...(location && { location }) })
        .end(text ?? JSON.stringify(json));
    });
  };
  const server = certificate ? createTlsServer(certificate, handle) : createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http${certificate ? 's' : ''}://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
