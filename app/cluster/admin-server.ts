import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What the port for machines answers with. */
export interface Admin {
  readonly metrics: () => Promise<string>;
  /** Why the service cannot serve now; undefined when it can. */
  readonly unready: () => Promise<string | undefined>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** The text format of Prometheus. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

const answer = async (path: string, admin: Admin): Promise<Answer> => {
  switch (path) {
    case '/metrics':
      return { status: 200, body: await admin.metrics(), type: metricsType };
    case '/-/healthy':
      return { status: 200, body: 'healthy\n' };
    case '/-/ready': {
      const reason = await admin.unready();
      return reason === undefined ? { status: 200, body: 'ready\n' } : { status: 503, body: `${reason}\n` };
    }
    default:
      return { status: 404, body: 'Here are /metrics, /-/healthy and /-/ready.\n' };
  }
};

/**
 * Serves metrics and health, apart from the service so that people cannot reach them.
 * @throws Error of Node (EADDRINUSE and the like) if it cannot listen
 */
export const startAdminServer = async (
  admin: Admin,
  address: { readonly host: string; readonly port: number },
): Promise<Server> => {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    answer(path, admin)
      .catch((error: unknown): Answer => ({ status: 500, body: `${error instanceof Error ? error.message : error}\n` }))
      .then(({ status, body, type }) => {
        response.writeHead(status, { 'content-type': type ?? 'text/plain; charset=utf-8' });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
  });
  server.listen(address);
  await once(server, 'listening');
  return server;
};
