import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import type { RequestHandler } from 'express';

/** Seconds for which a browser need not ask again whether it may. */
const rememberSeconds = 600;

/** Lets pages of these origins, which are not the service's own, use it over HTTP. Without any nothing is shared. */
export const shareWith = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'X-Request-Id'],
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    maxAge: rememberSeconds,
  });

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/**
 * Whether a socket may open. A browser lets any page open a WebSocket to anywhere, whatever CORS says, but tells the page's
 * origin truly: the service's own and the listed ones may. The own one is told by its host, as a proxy in front may speak
 * https where the service speaks http. Who sends no origin is no browser, and could send any: it may.
 */
export const mayConnect =
  (origins: readonly string[]) =>
  ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => {
    const { origin, host } = headers;
    if (origin === undefined || origins.includes(origin)) return true;
    return host !== undefined && hostOf(origin) === host.toLowerCase();
  };
