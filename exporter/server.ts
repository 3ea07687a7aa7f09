import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Engine } from './engine/engine.ts';
import type { Turns } from './engine/turns.ts';
import { makeListener } from './http/listener.ts';
import { makeMetricsRoute } from './http/metrics-route.ts';
import { type Route, reading, textReply } from './http/route.ts';
import { landingPagePolicy, renderLandingPage } from './landing-page.ts';
import type { Log } from './log.ts';
import type { ReloadState } from './reload/reloader.ts';

/** What no client may exceed. */
const limits: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  // Longer than most scrape intervals, so that Prometheus keeps its connection.
  keepAliveTimeout: 75_000,
};

/** Connections at a time, of which each costs a file and some memory; idle ones too. */
const mostConnections = 2_000;

/** Time to read an answer, in milliseconds: Prometheus gives up after 10 s by default. */
const readWithinMs = 10_000;

/** What the exporter answers over HTTP. */
export interface ExporterServerOptions {
  readonly engine: Pick<Engine, 'names' | 'disabled' | 'help' | 'outcomes' | 'details' | 'scrape'>;
  readonly turns: Turns;
  readonly version: string;
  /** When the exporter started, Unix time in seconds. */
  readonly startedAt: number;
  /** Whether it wants to be scraped: false once it is stopping. */
  readonly ready: () => boolean;
  readonly log: Log;
  readonly readWithinMs?: number;
  /** How the configuration was last taken. */
  readonly config?: () => ReloadState;
  /** What else is answered, by path. */
  readonly routes?: Iterable<readonly [path: string, route: Route]>;
  /** Makes the server that listens: http where it is absent. */
  readonly create?: (options: ServerOptions, listener: RequestListener) => Server;
}

/** What a person can follow from the landing page. */
const shownPaths = (routes: ReadonlyMap<string, Route>): readonly string[] =>
  [...routes].flatMap(([path, { methods }]) => (path !== '/' && methods.includes('GET') ? [path] : []));

/** Makes the HTTP server; the caller makes it listen. */
export const makeExporterServer = (options: ExporterServerOptions): Server => {
  const { engine, version, ready, log, create = createServer } = options;
  const routes: Map<string, Route> = new Map<string, Route>([
    ['/metrics', makeMetricsRoute(options)],
    ...(options.routes ?? []),
    ['/-/healthy', { methods: reading, reply: () => textReply(200, 'The exporter is up.') }],
    [
      '/-/ready',
      {
        methods: reading,
        reply: () => (ready() ? textReply(200, 'The exporter is ready.') : textReply(503, 'The exporter is stopping.')),
      },
    ],
    [
      '/',
      {
        methods: reading,
        reply: () => ({
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': landingPagePolicy() },
          body: renderLandingPage({ engine, version, paths: shownPaths(routes) }),
        }),
      },
    ],
  ]);
  const listener = makeListener({
    routes,
    log,
    keepsConnections: ready,
    readWithinMs: options.readWithinMs ?? readWithinMs,
  });
  const server = create(limits, listener);
  server.maxConnections = mostConnections;
  return server;
};
