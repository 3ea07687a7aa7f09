import type { RequestHandler } from 'express';
import { register } from '../../metrics/prom-client.ts';
import type { Log } from '../logging/log.ts';
import { inRequest, requestIdsFrom } from '../logging/request-context.ts';
import { httpMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

const methods = httpMetrics.requests.labels.method.values;
const classes = httpMetrics.requests.labels.status_class.values;

/** The status that nginx gave to requests whose client left before the answer; Node would say 200. */
const clientLeft = 499;

/** The status of a request beyond a limit. */
const tooMany = 429;

/** The template of the route that took the request; paths that nobody serves are one, however many there are. */
const routeOf = (route: unknown): string =>
  typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : 'unmatched';

/** Gives each request an id, which its answer and its log lines carry, and counts, times and logs it at its end. */
export const traceRequests = (
  routes: readonly { readonly method: 'GET' | 'POST' | 'DELETE'; readonly path: string }[],
  { telemetry, log }: { readonly telemetry: Telemetry; readonly log: Log },
): RequestHandler => {
  const requests = register(telemetry.registry, httpMetrics.requests);
  const duration = register(telemetry.registry, httpMetrics.requestDuration);
  // At 0 from the start, so that `rate()` sees the first failure of each route.
  for (const { method, path } of routes) {
    for (const status_class of ['2xx', '4xx', '5xx'] as const) requests.add({ method, route: path, status_class }, 0);
  }
  return (request, response, next) => {
    const start = performance.now();
    const ids = requestIdsFrom(request.get('x-request-id'), request.get('traceparent'));
    response.setHeader('x-request-id', ids['http.request.id']);
    const conclude = () => {
      const route = routeOf(request.route);
      const method = methods.find((name) => name === request.method) ?? 'other';
      const status = response.headersSent ? response.statusCode : clientLeft;
      const seconds = (performance.now() - start) / 1e3;
      requests.add({ method, route, status_class: classes[Math.floor(status / 100) - 1] ?? '5xx' });
      duration.observe({ method, route }, seconds);
      const end = status === clientLeft ? 'was left by its client before the answer' : `was answered with ${status}`;
      // Not in the log of every day: whoever sends too much would fill it too, and its limit has told of it once.
      log[status === tooMany ? 'debug' : 'info'](`${method} ${route} ${end}.`, {
        'http.request.method': method,
        'http.response.status_code': status,
        'url.path': route,
        'event.outcome': status < 500 ? 'success' : 'failure',
        'event.duration': seconds * 1e9,
      });
    };
    // The event comes from the connection, outside of the request.
    response.once('close', () => inRequest(ids, conclude));
    inRequest(ids, next);
  };
};
