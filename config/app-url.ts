import type { Config } from './load-config.ts';

/** Where browsers and clients reach the service. */
export const appUrl = ({ app: { host, port, tls } }: Config): string =>
  `${tls === undefined ? 'http' : 'https'}://${host}:${port}`;
