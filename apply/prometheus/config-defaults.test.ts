import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import { parseConfig } from '../../config/load-config.ts';
import { makePare } from '../tree/defaults.ts';
import { differencesOf } from '../tree/difference.ts';
import { prometheusDefaults } from './config-defaults.ts';

const pare = makePare({ defaults: prometheusDefaults, zeros: true });
const text = generateAll(parseConfig({}, 'gapwatch.config.ts')).find(({ path }) =>
  path.endsWith('/prometheus.yml'),
)?.text;

interface PrometheusYaml {
  readonly global: object;
  readonly scrape_configs: readonly object[];
  readonly alerting: { readonly alertmanagers: readonly object[] };
}
const written = load(text ?? '') as PrometheusYaml;

/** What version 3 tells besides, by its own list of defaults; 2.42 is asked itself in the test of the target. */
const toldByVersion3 = {
  ...written,
  global: {
    ...written.global,
    scrape_protocols: ['OpenMetricsText1.0.0', 'OpenMetricsText0.0.1', 'PrometheusText1.0.0', 'PrometheusText0.0.4'],
    metric_name_validation_scheme: 'utf8',
    metric_name_escaping_scheme: 'allow-utf-8',
    scrape_native_histograms: false,
    extra_scrape_metrics: false,
    always_scrape_classic_histograms: false,
  },
  runtime: { gogc: 75 },
  storage: { exemplars: { max_exemplars: 100_000 } },
  otlp: { translation_strategy: 'UnderscoreEscapingWithSuffixes' },
  alerting: {
    alertmanagers: written.alerting.alertmanagers.map((one) => ({
      follow_redirects: true,
      enable_http2: true,
      timeout: '10s',
      api_version: 'v2',
      ...one,
    })),
  },
  scrape_configs: written.scrape_configs.map((one) => ({
    honor_timestamps: true,
    track_timestamps_staleness: false,
    scrape_interval: '15s',
    scrape_timeout: '10s',
    scrape_protocols: ['OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
    always_scrape_classic_histograms: false,
    convert_classic_histograms_to_nhcb: false,
    scrape_native_histograms: false,
    extra_scrape_metrics: false,
    metrics_path: '/metrics',
    scheme: 'http',
    enable_compression: true,
    metric_name_validation_scheme: 'utf8',
    metric_name_escaping_scheme: 'allow-utf-8',
    follow_redirects: true,
    enable_http2: true,
    ...one,
  })),
};

const between = (running: object): string[] => {
  const { found, wanted } = pare(running, written);
  return differencesOf(found, wanted).map(({ path }) => path);
};

it('knows what version 3 fills in', () => {
  expect(between(toldByVersion3)).toEqual([]);
});

it.each([
  ['honor_timestamps', false],
  ['enable_compression', false],
  ['scrape_interval', '5s'],
  ['sample_limit', 10],
  ['follow_redirects', false],
  ['metric_relabel_configs', [{ action: 'drop', regex: 'x' }]],
])('tells %s of %j from what is filled in', (key, value) => {
  const [first, ...others] = toldByVersion3.scrape_configs;
  expect(between({ ...toldByVersion3, scrape_configs: [{ ...first, [key]: value }, ...others] })).toEqual([
    `scrape_configs[chat].${key}`,
  ]);
});

it('leaves out what relabelling fills in', () => {
  const rule = { source_labels: ['a'], target_label: 'b' };
  const filled = { separator: ';', regex: '(.*)', replacement: '$1', action: 'replace', ...rule };
  const both = (config: object) => ({ scrape_configs: [{ job_name: 'a', relabel_configs: [config] }] });
  const { found, wanted } = pare(both(filled), both(rule));
  expect(differencesOf(found, wanted)).toEqual([]);
});
