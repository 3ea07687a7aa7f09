import { bounded, metric, oneOf } from '../../metrics/declare.ts';

/** Every collector's name: alerts and dashboards can name no other. */
const collectorName = oneOf(
  'mysql_server',
  'mysql_status',
  'mysql_variables',
  'mysql_innodb',
  'mysql_replication',
  'mysql_processes',
  'mysql_statements',
  'mysql_tables',
  'mysql_auto_increment',
  'chat_tables',
  'custom_queries',
  'elasticsearch',
  'swarm_nodes',
  'swarm_services',
  'containers',
  'host',
);

export type CollectorName = (typeof collectorName.values)[number];

const labels = { collector: collectorName } as const;

/** What the engine says of each collector. */
export const collectorFamilies = {
  enabled: metric.gauge('gapwatch_collector_enabled', {
    help: 'Whether the collector has something to collect here; 0 where it is skipped.',
    labels,
    unused: 'What is skipped was wished so: to be looked up where a collector has no line.',
  }),
  success: metric.gauge('gapwatch_collector_success', {
    help: 'Whether the last collection succeeded within its deadline; absent where the collector is skipped.',
    labels,
  }),
  duration: metric.gauge('gapwatch_collector_duration', {
    unit: 'seconds',
    help: 'How long the last collection took.',
    labels,
  }),
  dropped: metric.counter('gapwatch_collector_dropped_samples', {
    help: 'Samples left out because a label had more values than its declared bound, or a family more than a page takes.',
    labels: { ...labels, reason: oneOf('label_bound', 'family_cap') },
  }),
} as const;

/** What the exporter says of itself. */
export const exporterFamilies = {
  build: metric.info('gapwatch_exporter_build', {
    help: 'Version of the exporter and of the Node.js that runs it.',
    labels: { version: bounded(1, 'one process'), node_version: bounded(1, 'one process') },
    unused: 'To be looked up when the version is in question.',
  }),
  started: metric.gauge('gapwatch_exporter_start', {
    unit: 'timestamp_seconds',
    help: 'When the exporter started, in Unix time.',
  }),
  inFlight: metric.gauge('gapwatch_exporter_scrapes_in_flight', {
    help: 'Scrapes being answered now, this one included.',
    unused: 'Those that were refused say that it was too many; to be looked up then.',
  }),
  configSuccessful: metric.gauge('gapwatch_exporter_config_last_reload_successful', {
    help: 'Whether the configuration was taken when it was last read, at the start or at a reload; if not, the one before it counts.',
  }),
  configSucceeded: metric.gauge('gapwatch_exporter_config_last_reload_success', {
    unit: 'timestamp_seconds',
    help: 'When the configuration was last read and taken, in Unix time.',
    unused: 'To be looked up where a panel shows that the configuration was refused.',
  }),
  refused: metric.counter('gapwatch_exporter_scrapes_refused', {
    help: 'Scrapes answered with 503 because too many were in flight.',
  }),
} as const;
