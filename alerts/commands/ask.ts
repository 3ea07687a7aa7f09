import type { Config } from '../../config/load-config.ts';
import { reach, reachUrl } from './address.ts';
import { type Look, quote } from './command.ts';

const look = (shell: Look['shell']): Look => ({ where: 'anywhere', changes: false, shell });

/** A server that answers by HTTP. */
type HttpServer = 'elasticsearch' | 'prometheus' | 'alertmanager';

const get = (config: Config, server: HttpServer, path: string): string =>
  `curl -fsS ${quote(`${reachUrl(config, config.urls[server])}${path}`)}`;

/**
 * Asks a server for a page.
 * @param filter for `jq`, where the answer holds more than a person reads
 */
export const ask = (server: HttpServer, path: string, filter?: string): Look =>
  look((config) => `${get(config, server, path)}${filter === undefined ? '' : ` | jq -r ${quote(filter)}`}`);

/** Asks the chat service for the page that people open. */
export const askPage: Look = look((config) => {
  const { host, port } = reach(config, config.app);
  // A certificate is for the name by which people come, which this is not.
  return config.app.tls ? `curl -fsSI --insecure https://${host}:${port}/` : `curl -fsSI http://${host}:${port}/`;
});

/** Asks Redis. */
export const askRedis = (...args: readonly string[]): Look =>
  look((config) => {
    const { host, port } = reach(config, config.redis);
    // Else an empty answer prints nothing, which looks as if there were none.
    return ['redis-cli --no-raw', '-h', host, '-p', String(port), ...args.map(quote)].join(' ');
  });
