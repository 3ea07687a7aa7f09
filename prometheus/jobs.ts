import type { Config } from '../config/load-config.ts';

/** Every job that Prometheus scrapes. */
export type JobName = 'chat' | 'exporter' | 'prometheus' | 'alertmanager';

/** A job and where its page of metrics is. */
export interface Job {
  readonly name: JobName;
  /** host:port, as Prometheus writes it into the label `instance`. */
  readonly target: string;
}

/** The address with its port, which a URL leaves out where it is the scheme's own. */
const addressOf = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
};

/** The jobs of a configuration, in the order in which they are written. */
export const jobs = ({ app, exporter, urls }: Config): readonly Job[] => [
  { name: 'chat', target: `${app.host}:${app.metricsPort}` },
  { name: 'exporter', target: `${exporter.host}:${exporter.port}` },
  { name: 'prometheus', target: addressOf(urls.prometheus) },
  { name: 'alertmanager', target: addressOf(urls.alertmanager) },
];
