import { isIPv6 } from 'node:net';
import type { Config } from '../config/load-config.ts';

/** Every job that Prometheus scrapes. */
export type JobName = 'chat' | 'exporter' | 'prometheus' | 'alertmanager';

/** A job and where its page of metrics is. */
export interface Job {
  readonly name: JobName;
  /** host:port, as Prometheus writes it into the label `instance`. */
  readonly target: string;
  readonly scheme: string;
  /** Where the page is on the target. */
  readonly path: string;
}

/** A page of ours, on an address of the configuration. */
const ofOurs = (name: JobName, host: string, port: number): Job => ({
  name,
  target: `${isIPv6(host) ? `[${host}]` : host}:${port}`,
  scheme: 'http',
  path: '/metrics',
});

/** The page of a server below its URL, which leaves the port out where it is the scheme's own. */
const ofServer = (name: JobName, url: string): Job => {
  const { hostname, port, protocol, pathname } = new URL(url);
  return {
    name,
    target: `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`,
    scheme: protocol.slice(0, -1),
    path: `${pathname.replace(/\/$/, '')}/metrics`,
  };
};

/** The jobs of a configuration, in the order in which they are written. */
export const jobs = ({ app, exporter, urls }: Config): readonly Job[] => [
  ofOurs('chat', app.host, app.metricsPort),
  ofOurs('exporter', exporter.host, exporter.port),
  ofServer('prometheus', urls.prometheus),
  ofServer('alertmanager', urls.alertmanager),
];
