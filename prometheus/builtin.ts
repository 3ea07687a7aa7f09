import { bounded, type Metric, metric, oneOf } from '../metrics/declare.ts';

/** What Prometheus itself stores about each target that it scrapes. */
export const scrapeMetrics = {
  up: metric.ofPeer('prometheus', 'gauge', 'up', { help: 'Whether the last scrape of the target succeeded.' }),
  duration: metric.ofPeer('prometheus', 'gauge', 'scrape_duration_seconds', {
    help: 'How long the last scrape of the target took.',
  }),
  samples: metric.ofPeer('prometheus', 'gauge', 'scrape_samples_scraped', {
    help: 'Samples that the last scrape of the target brought.',
  }),
} as const;

/** Prometheus' own page. */
export const prometheusMetrics = {
  ruleFailures: metric.ofPeer('prometheus', 'counter', 'prometheus_rule_evaluation_failures_total', {
    help: 'Evaluations of rules that failed.',
    labels: { rule_group: bounded(100, 'the groups of the generated rule files') },
  }),
  groupDuration: metric.ofPeer('prometheus', 'gauge', 'prometheus_rule_group_last_duration_seconds', {
    help: 'How long the last evaluation of a group of rules took.',
    labels: { rule_group: bounded(100, 'the groups of the generated rule files') },
  }),
  groupInterval: metric.ofPeer('prometheus', 'gauge', 'prometheus_rule_group_interval_seconds', {
    help: 'How often a group of rules is evaluated.',
    labels: { rule_group: bounded(100, 'the groups of the generated rule files') },
  }),
  missedIterations: metric.ofPeer('prometheus', 'counter', 'prometheus_rule_group_iterations_missed_total', {
    help: 'Evaluations of a group of rules that were left out, as the one before took too long.',
    labels: { rule_group: bounded(100, 'the groups of the generated rule files') },
  }),
  notificationsSent: metric.ofPeer('prometheus', 'counter', 'prometheus_notifications_sent_total', {
    help: 'Alerts sent to an Alertmanager.',
    labels: { alertmanager: bounded(5, 'the Alertmanagers of the scrape configuration') },
  }),
  notificationsFailed: metric.ofPeer('prometheus', 'counter', 'prometheus_notifications_errors_total', {
    help: 'Alerts that an Alertmanager did not take.',
    labels: { alertmanager: bounded(5, 'the Alertmanagers of the scrape configuration') },
  }),
  notificationsDropped: metric.ofPeer('prometheus', 'counter', 'prometheus_notifications_dropped_total', {
    help: 'Alerts given up because no Alertmanager took them.',
  }),
  series: metric.ofPeer('prometheus', 'gauge', 'prometheus_tsdb_head_series', {
    help: 'Series that Prometheus holds in memory.',
  }),
} as const;

/** What Prometheus stores of each alert while it is pending or firing. */
export const alertMetrics = {
  alerts: metric.ofPeer('prometheus', 'gauge', 'ALERTS', {
    help: 'One while the alert is pending or firing. An alert about a job as a whole has no instance.',
    labels: {
      alertname: bounded(200, 'the alerts of the generated rules'),
      alertstate: oneOf('pending', 'firing'),
      severity: oneOf('page', 'ticket', 'none'),
    },
  }),
} as const;

/** Alertmanager's own page. */
export const alertmanagerMetrics = {
  notifications: metric.ofPeer('alertmanager', 'counter', 'alertmanager_notifications_total', {
    help: 'Notifications that Alertmanager tried to send.',
    labels: { integration: bounded(20, 'the kinds of receivers that Alertmanager knows') },
  }),
  notificationsFailed: metric.ofPeer('alertmanager', 'counter', 'alertmanager_notifications_failed_total', {
    help: 'Notifications that a receiver did not take.',
    labels: { integration: bounded(20, 'the kinds of receivers that Alertmanager knows') },
  }),
} as const;

/** Every metric that expressions may use though nothing of this project exposes it. */
export const builtinMetrics: readonly Metric[] = [
  scrapeMetrics,
  prometheusMetrics,
  alertMetrics,
  alertmanagerMetrics,
].flatMap((group) => Object.values<Metric>(group));
