import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { type Reply, type Route, textReply } from './route.ts';

/** What answers requests, and when. */
export interface ListenerOptions {
  /** By path. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly log: Log;
  /** Whether connections are kept for another request: false once the exporter is stopping. */
  readonly keepsConnections: () => boolean;
  /** Time to read an answer, in milliseconds; who takes longer is cut off. */
  readonly readWithinMs: number;
}

/** Only path and query count; the base makes a relative address parse, and is in no answer. */
const urlOf = ({ url = '' }: IncomingMessage): URL | undefined =>
  URL.canParse(url, 'http://exporter') ? new URL(url, 'http://exporter') : undefined;

const answer = async (
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply> => {
  const url = urlOf(request);
  const route = url && routes.get(url.pathname);
  if (!route) return textReply(404, 'Nothing is here; see / for what is.');
  if (!route.methods.includes(request.method ?? '')) {
    return textReply(405, `Only ${route.methods.join(' and ')} are answered here.`, {
      allow: route.methods.join(', '),
    });
  }
  return route.reply({
    request,
    query: url.searchParams,
    whenClosed: (listener) => void response.once('close', listener),
  });
};

/** Makes what answers the requests of a server by its routes. A route that throws is answered with 500 and logged. */
export const makeListener =
  ({ routes, log, keepsConnections, readWithinMs }: ListenerOptions): RequestListener =>
  async (request, response) => {
    // Whoever asked may have gone while a password was compared: nothing would tell its route of that any more.
    if (response.closed) return;
    const { status, headers, body } = await answer(routes, request, response).catch((error: unknown) => {
      log('error', `A request of ${request.url} could not be answered: ${error}`);
      return textReply(500, 'The exporter could not answer; its log says why.');
    });
    // Who asked has gone meanwhile.
    if (response.closed) return;
    const parts = typeof body === 'string' ? [Buffer.from(body)] : body;
    response.writeHead(status, {
      ...headers,
      'content-length': parts.reduce((sum, { length }) => sum + length, 0),
      'x-content-type-options': 'nosniff',
      // A connection that a client keeps would hold the stop.
      ...(!keepsConnections() && { connection: 'close' }),
    });
    // A reader that does not read would hold the answer's memory for ever.
    const limit = setTimeout(() => request.socket.destroy(), readWithinMs);
    response.once('close', () => clearTimeout(limit));
    if (request.method !== 'HEAD') for (const part of parts) response.write(part);
    response.end();
  };
