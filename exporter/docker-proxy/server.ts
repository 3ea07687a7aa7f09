import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CollectorError, CollectorSkipped } from '../engine/collector.ts';
import type { Log } from '../log.ts';
import type { DockerClient } from '../swarm/docker-client.ts';
import { DockerStatusError } from '../swarm/docker-error.ts';
import { findAnswer } from './answers.ts';

/** More than a scrape of each of the exporters on a node asks at once. */
const mostInFlight = 16;

/** The engine's longest answer to a question of ours; then it hangs. Milliseconds. */
const answerWithinMs = 30_000;

/** Time to read an answer, in milliseconds. */
const answerReadWithinMs = 10_000;

/** Between two lines of the log about what was refused: who asks for ever must not fill the disk. Milliseconds. */
const logEveryMs = 10_000;

/** Headers that make of a question something else, or bring a body. */
const foreignHeaders = ['transfer-encoding', 'upgrade', 'expect', 'trailer'];

const isPlain = ({ headers }: IncomingMessage): boolean =>
  foreignHeaders.every((name) => headers[name] === undefined) && (headers['content-length'] ?? '0') === '0';

/** Logs what was refused, at most once in a while; `now` is a monotonic clock in milliseconds. */
const makeRefusalLog = (log: Log, now: () => number) => {
  let refused = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  return ({ method, url = '' }: IncomingMessage): void => {
    refused += 1;
    if (now() - lastAt < logEveryMs) return;
    log('warn', `Refused ${refused} requests, the last one: ${JSON.stringify(`${method} ${url.slice(0, 200)}`)}.`);
    [refused, lastAt] = [0, now()];
  };
};

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** As the engine itself complains. */
const complain = (status: number, message: string): Reply => ({ status, body: { message } });

/** An engine's own refusal keeps its status, by which the exporter knows that no swarm is managed here. */
const explain = (error: unknown): Reply => {
  if (error instanceof DockerStatusError && error.status >= 400 && error.status < 600)
    return complain(error.status, error.message);
  if (error instanceof DockerStatusError) return complain(502, error.message);
  if (error instanceof CollectorError || error instanceof CollectorSkipped) return complain(502, error.message);
  throw error;
};

/** What the proxy works with. */
export interface DockerProxyOptions {
  readonly engine: DockerClient;
  readonly log: Log;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * Makes the proxy that stands before the Docker engine's socket, which is root on the machine. A few questions are let through,
 * asked anew in words of its own, and of their answers what our collectors read. Everything else is refused, and its connection
 * closed, so that nothing that follows in it is taken for a request. The caller makes it listen.
 */
export const makeDockerProxy = ({ engine, log, now = () => performance.now() }: DockerProxyOptions): Server => {
  const logRefusal = makeRefusalLog(log, now);
  let inFlight = 0;

  const reply = async (request: IncomingMessage, gone: AbortSignal): Promise<Reply> => {
    const answer = request.method === 'GET' && isPlain(request) ? findAnswer(request.url ?? '') : undefined;
    if (answer === undefined) {
      logRefusal(request);
      return complain(403, 'This proxy answers only what the exporter asks of a Docker engine.');
    }
    if (inFlight >= mostInFlight) return complain(503, `${mostInFlight} questions are being answered already.`);
    inFlight += 1;
    try {
      const signal = AbortSignal.any([gone, AbortSignal.timeout(answerWithinMs)]);
      return { status: 200, body: await answer(engine, signal) };
    } catch (error) {
      return explain(error);
    } finally {
      inFlight -= 1;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { status, body } = await reply(request, gone.signal);
    const payload = Buffer.from(`${JSON.stringify(body)}\n`);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': payload.length,
      ...(status === 403 && { connection: 'close' }),
    });
    // A reader that does not read would hold its connection for ever, of which there are not many.
    const cut = setTimeout(() => request.socket.destroy(), answerReadWithinMs);
    response.once('close', () => clearTimeout(cut));
    response.end(payload);
  };

  const server = createServer(
    { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    serve,
  );
  // Else Node would ask such a client for its body.
  server.on('checkContinue', serve);
  // Enough for every exporter of a node; on more it hangs up.
  server.maxConnections = 64;
  return server;
};
