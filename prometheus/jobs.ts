import { isIPv6 } from 'node:net';
import type { Config } from '../config/load-config.ts';

/** Every job that Prometheus scrapes. */
export type JobName = 'chat' | 'exporter' | 'agent' | 'prometheus' | 'alertmanager';

/** A job and where its pages of metrics are. */
export interface Job {
  readonly name: JobName;
  /** Each as host:port, which Prometheus writes into the label `instance`. */
  readonly targets: readonly string[];
  readonly scheme: string;
  /** Where the page is on the target. */
  readonly path: string;
}

/** Pages of ours, on addresses of the configuration. */
const ofOurs = (name: JobName, targets: readonly string[]): Job => ({
  name,
  targets,
  scheme: 'http',
  path: '/metrics',
});

const address = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** The page of a server below its URL, which leaves the port out where it is the scheme's own. */
const ofServer = (name: JobName, url: string): Job => {
  const { hostname, port, protocol, pathname } = new URL(url);
  return {
    name,
    targets: [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`],
    scheme: protocol.slice(0, -1),
    path: `${pathname.replace(/\/$/, '')}/metrics`,
  };
};

/** The jobs of a configuration, in the order in which they are written. */
export const jobs = ({ app, exporter, urls }: Config): readonly Job[] => [
  ofOurs('chat', app.metricsTargets ?? [address({ host: app.host, port: app.metricsPort })]),
  ofOurs('exporter', [address(exporter)]),
  ...(exporter.agentTargets.length > 0 ? [ofOurs('agent', exporter.agentTargets)] : []),
  ofServer('prometheus', urls.prometheus),
  ofServer('alertmanager', urls.alertmanager),
];
