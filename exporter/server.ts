import { createServer, type IncomingMessage, type Server } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Emit, renderSamples, type Sample } from '../metrics/samples.ts';
import type { Engine } from './engine/engine.ts';
import { exporterFamilies } from './engine/families.ts';
import { scrapeBudgetMs } from './engine/scrape-budget.ts';
import { renderLandingPage } from './landing-page.ts';

/** Scrapes answered at once. Prometheus sends one per interval; more are a mistake, or an attack. */
const mostInFlight = 40;

const compress = promisify(gzip);

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const text = (status: number, body: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
  headers,
});

/** Whether the client takes gzip: named, and not refused by a weight of 0. */
const takesGzip = (request: IncomingMessage): boolean =>
  String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => /^\s*(gzip|\*)\s*(;\s*q\s*=\s*(?!0(\.0*)?\s*$).+)?$/i.test(coding));

/** What the exporter answers over HTTP. */
export interface ExporterServerOptions {
  readonly engine: Pick<Engine, 'names' | 'outcomes' | 'scrape'>;
  readonly version: string;
  /** When the exporter started, Unix time in seconds. */
  readonly startedAt: number;
  /** Whether it wants to be scraped: false once it is stopping. */
  readonly ready: () => boolean;
}

/**
 * Makes the HTTP server; the caller makes it listen. `/metrics` is 200 whatever its collectors meet, so that what
 * did succeed is kept.
 */
export const makeExporterServer = ({ engine, version, startedAt, ready }: ExporterServerOptions): Server => {
  let inFlight = 0;
  let refused = 0;

  const describeSelf = (): readonly Sample[] => {
    const samples: Sample[] = [];
    const emit: Emit = (metric, labels, value) => void samples.push({ metric, labels, value });
    emit(exporterFamilies.build, { version, node_version: process.version }, 1);
    emit(exporterFamilies.started, {}, startedAt);
    emit(exporterFamilies.inFlight, {}, inFlight);
    emit(exporterFamilies.refused, {}, refused);
    return samples;
  };

  const metrics = async (request: IncomingMessage, query: URLSearchParams): Promise<Reply> => {
    const asked = query.getAll('collect[]');
    const unknown = asked.filter((name) => !engine.names.includes(name));
    if (unknown.length > 0) {
      return text(400, `No such collector: ${unknown.join(', ')}. There are: ${engine.names.join(', ')}.`);
    }
    if (inFlight >= mostInFlight) {
      refused += 1;
      return text(503, `${mostInFlight} scrapes are being answered already; scrape less often.`, {
        'retry-after': '5',
      });
    }
    inFlight += 1;
    try {
      const header = request.headers['x-prometheus-scrape-timeout-seconds'];
      const only = asked.length > 0 ? new Set(asked) : undefined;
      const samples = await engine.scrape(scrapeBudgetMs(header?.toString()), only);
      const body = renderSamples([...samples, ...describeSelf()]);
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body };
    } finally {
      inFlight -= 1;
    }
  };

  const reply = async (request: IncomingMessage): Promise<Reply> => {
    // Only path and query count; the base makes a relative address parse, and is in no answer.
    const url = URL.canParse(request.url ?? '', 'http://exporter')
      ? new URL(request.url ?? '', 'http://exporter')
      : undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return text(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    }
    switch (url?.pathname) {
      case '/metrics':
        return metrics(request, url.searchParams);
      case '/-/healthy':
        return text(200, 'The exporter is up.');
      case '/-/ready':
        return ready() ? text(200, 'The exporter is ready.') : text(503, 'The exporter is stopping.');
      case '/':
        return { status: 200, type: 'text/html; charset=utf-8', body: renderLandingPage(engine, version) };
      default:
        return text(404, 'Nothing is here; see / for what is.');
    }
  };

  return createServer(async (request, response) => {
    const { status, type, body, headers } = await reply(request);
    const zip = takesGzip(request);
    const payload = zip ? await compress(body) : Buffer.from(body);
    response.writeHead(status, {
      ...headers,
      'content-type': type,
      'content-length': payload.length,
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
      // A connection that a client keeps would hold the stop.
      ...(!ready() && { connection: 'close' }),
      ...(zip && { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : payload);
  });
};
