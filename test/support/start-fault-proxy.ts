import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { presentServer } from './present-server.ts';

/** What stands between who sends log lines and Elasticsearch. */
export type Fault =
  | 'none'
  /** Nobody listens. */
  | 'refused'
  | 'status 503'
  | 'status 401'
  /** Bodies above some size are too large. */
  | 'status 413'
  /** Elasticsearch carries it out, and nothing is heard of it. */
  | 'silent'
  /** Elasticsearch carries it out, and then the connection breaks. */
  | 'reset after commit'
  /** Elasticsearch gets every other line, and has no room for the rest. */
  | 'item 429';

/** An Elasticsearch or Logstash that is away, or says no, when a test wants it to. Faults meet requests with lines only, except `refused`. */
export interface FaultProxy {
  readonly url: string;
  readonly set: (fault: Fault) => Promise<void>;
  /** Requests with lines that met a fault. */
  readonly faults: () => number;
  readonly stop: () => Promise<void>;
}

/** Stands in front of an Elasticsearch or, where nothing asks it for `_bulk`, a Logstash. `largest` is of a body, in bytes. */
export const startFaultProxy = async (target: string, { largest = 8 * 1024 } = {}): Promise<FaultProxy> => {
  let fault: Fault = 'none';
  let faults = 0;

  const forward = async ({ method = 'GET', url = '', headers }: IncomingMessage, body: Buffer) => {
    const type = headers['content-type'];
    const answer = await fetch(new URL(url, target), {
      method,
      ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
      headers: type ? { 'content-type': type } : {},
    });
    return { status: answer.status, text: await answer.text() };
  };

  const answer = (response: ServerResponse, status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);

  const halve = async (request: IncomingMessage, body: Buffer) => {
    const rows = body.toString().trimEnd().split('\n');
    const passed = rows.filter((_, i) => i % 4 < 2).map((row) => `${row}\n`);
    const { text } = await forward(request, Buffer.from(passed.join('')));
    const { items }: { items: unknown[] } = JSON.parse(text);
    const full = { create: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'no room' } } };
    return JSON.stringify({ items: Array.from({ length: rows.length / 2 }, (_, i) => (i % 2 ? full : items[i / 2])) });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const body = await buffer(request);
    const { method, url = '' } = request;
    const hasLines = url.includes('/_bulk') || (method === 'POST' && url === '/');
    const now = hasLines ? fault : 'none';
    if (now === 'none' || (now === 'status 413' && body.length <= largest)) {
      const { status, text } = await forward(request, body);
      return answer(response, status, text);
    }
    faults += 1;
    if (now.startsWith('status ')) return answer(response, Number(now.slice(7)), '{}');
    if (now === 'item 429') return answer(response, 200, await halve(request, body));
    await forward(request, body);
    return now === 'silent' ? undefined : request.socket.resetAndDestroy();
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  const { url, leave, comeBack } = await presentServer(server);
  return {
    url,
    faults: () => faults,
    async set(next) {
      fault = next;
      await (next === 'refused' ? leave() : comeBack());
    },
    stop: leave,
  };
};
