import { anything, type Defaults } from '../tree/defaults.ts';
import { at } from '../tree/record.ts';

/** What a job takes from `global` where it says nothing itself. */
const ofGlobal =
  (key: string) =>
  (value: unknown, whole: unknown): boolean =>
    value === at(whole, 'global', key);

/** How Prometheus speaks with others. */
const client = { '**/follow_redirects': true, '**/enable_http2': true, '**/authorization/type': 'Bearer' } as const;

/**
 * What Prometheus fills in, from 2.42 to 3.x, where prometheus.yml does not say it.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export const prometheusDefaults: Defaults = {
  ...client,
  'global/scrape_interval': '1m',
  'global/scrape_timeout': '10s',
  'global/evaluation_interval': '1m',
  // In which form it likes its pages best; its flags change that.
  'global/scrape_protocols': anything,
  'global/metric_name_validation_scheme': anything,
  'global/metric_name_escaping_scheme': anything,
  // Of its flags and its machine, not of its file.
  runtime: anything,
  storage: anything,
  otlp: anything,
  'alerting/alertmanagers/*/scheme': 'http',
  'alerting/alertmanagers/*/timeout': '10s',
  'alerting/alertmanagers/*/api_version': 'v2',
  'scrape_configs/*/honor_timestamps': true,
  'scrape_configs/*/enable_compression': true,
  'scrape_configs/*/metrics_path': '/metrics',
  'scrape_configs/*/scheme': 'http',
  'scrape_configs/*/scrape_interval': ofGlobal('scrape_interval'),
  'scrape_configs/*/scrape_timeout': ofGlobal('scrape_timeout'),
  'scrape_configs/*/scrape_protocols': anything,
  'scrape_configs/*/metric_name_validation_scheme': anything,
  'scrape_configs/*/metric_name_escaping_scheme': anything,
  'scrape_configs/*/scrape_native_histograms': false,
  'scrape_configs/*/*_sd_configs/*/refresh_interval': /^(1m|30s|5m)$/,
  'scrape_configs/*/*_sd_configs/*/port': 80,
  '**/*relabel_configs/*/separator': ';',
  '**/*relabel_configs/*/regex': '(.*)',
  '**/*relabel_configs/*/replacement': '$1',
  '**/*relabel_configs/*/action': 'replace',
};
