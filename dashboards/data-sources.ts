import { chatMetrics, httpMetrics } from '../app/metrics.ts';
import { logStream } from '../config/elasticsearch-names.ts';
import type { Config } from '../config/load-config.ts';
import { sum } from '../metrics/promql/aggregate.ts';
import { print, printSeconds } from '../metrics/promql/print.ts';
import { select } from '../metrics/promql/selector.ts';
import type { Expression } from '../metrics/promql/vector.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import { perSecond } from './adapter/expressions.ts';
import { linesUrl } from './adapter/kibana.ts';
import { fieldOfLabel } from './adapter/log-lines.ts';

const uids = {
  prometheus: 'gapwatch-prometheus',
  alertmanager: 'gapwatch-alertmanager',
  elasticsearch: 'gapwatch-elasticsearch',
} as const;

/** Grafana reads `$` in its provisioning as the beginning of a variable of the environment. */
const escaped = (text: string): string => text.replaceAll('$', '$$$$');

/** The value of the field that a link stands at. */
const value = '__value.raw';

const prometheus = ({ urls }: Config) => ({
  name: 'Prometheus',
  uid: uids.prometheus,
  type: 'prometheus',
  access: 'proxy',
  url: urls.prometheus,
  isDefault: true,
  jsonData: {
    httpMethod: 'POST',
    // Grafana makes $__rate_interval four of these: as often as Prometheus scrapes.
    timeInterval: printSeconds(scrapeInterval.seconds),
    manageAlerts: true,
    alertmanagerUid: uids.alertmanager,
  },
});

const alertmanager = ({ urls }: Config) => ({
  name: 'Alertmanager',
  uid: uids.alertmanager,
  type: 'alertmanager',
  access: 'proxy',
  url: urls.alertmanager,
  jsonData: { implementation: 'prometheus' },
});

/** From a field of a log line to a number about the same thing: its rate by what became of it. */
const correlation = (label: keyof typeof fieldOfLabel, title: string, expr: Expression) => ({
  targetUID: uids.prometheus,
  label: title,
  description: `What Prometheus counts of the same ${label}.`,
  type: 'query',
  config: { field: fieldOfLabel[label], target: { expr: escaped(print(expr)), refId: 'A' } },
});

const same = { variable: `{${value}}` } as const;

const elasticsearch = (config: Config) => ({
  name: 'Elasticsearch',
  uid: uids.elasticsearch,
  type: 'elasticsearch',
  access: 'proxy',
  url: config.urls.elasticsearch,
  jsonData: {
    index: `${logStream.type}-${logStream.dataset}-*`,
    timeField: '@timestamp',
    logMessageField: 'message',
    logLevelField: 'log.level',
    // From one line of a request to all of them.
    dataLinks: [{ field: 'http.request.id', url: escaped(linesUrl(config, {}, { 'http.request.id': value })) }],
  },
  correlations: [
    correlation(
      'room',
      'Messages of this room',
      sum(perSecond(select(chatMetrics.messages, { room: same })), { by: ['outcome'] }),
    ),
    correlation(
      'route',
      'Requests of this route',
      sum(perSecond(select(httpMetrics.requests, { route: same })), { by: ['status_class'] }),
    ),
    correlation(
      'event',
      'Events of this kind',
      sum(perSecond(select(chatMetrics.events, { event: same })), { by: ['outcome'] }),
    ),
  ],
});

/**
 * What the dashboards ask, and links between the two.
 * @see https://grafana.com/docs/grafana/latest/administration/correlations/
 */
export const dataSources = (config: Config): object[] => [
  prometheus(config),
  alertmanager(config),
  elasticsearch(config),
];
