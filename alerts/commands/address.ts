import { isIPv6 } from 'node:net';
import type { Config } from '../../config/load-config.ts';

/** A server's place in the network. */
interface Address {
  readonly host: string;
  readonly port: number;
}

const written = ({ host, port }: Address): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** What a server listens on that listens everywhere, and where one finds it on its own machine. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where somebody who is called finds a server that the others find at this address. */
export const reach = ({ platform }: Config, { host, port }: Address): Address => {
  const other = platform.kind === 'lab' ? undefined : platform.reachedAt[written({ host, port })];
  if (other === undefined) return { host: everywhere[host] ?? host, port };
  const { hostname, port: otherPort } = new URL(`tcp://${other}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(otherPort) };
};

/** {@link reach} of a URL, without the slash at its end and without a password. */
export const reachUrl = (config: Config, url: string): string => {
  const { protocol, hostname, port, pathname } = new URL(url);
  const found = reach(config, {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  });
  return `${protocol}//${written(found)}${pathname.replace(/\/$/, '')}`;
};
