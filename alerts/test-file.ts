import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { minutes } from '../metrics/promql/duration.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import type { Alert, Firing, Moment } from './alert.ts';
import type { AlertGroup } from './alerts.ts';
import { type AlertValue, knownValue } from './annotation.ts';
import { annotationsOf } from './rules-file.ts';

/** Rarer than in earnest: a history of hours must not take long, and all that counts is minutes. */
const evaluationInterval = minutes(1);

/** Stands for a value that a test does not give; a text that tells it cannot be tested without. */
const unknownValue = ({ name }: Alert, when: string): AlertValue => {
  const refuse = (): never => {
    throw new TypeError(`Alert ${name}: its description tells the value; give it to the test "${when}".`);
  };
  return Object.defineProperties({} as AlertValue, {
    short: { get: refuse },
    percentage: { get: refuse },
    duration: { get: refuse },
  });
};

const expected = (alert: Alert, config: Config, { when, fires }: Firing<string>) =>
  fires.map(({ labels, value }) => ({
    exp_labels: { severity: alert.severity, ...labels },
    exp_annotations: annotationsOf(
      alert,
      config,
      labels,
      value === undefined ? unknownValue(alert, when) : knownValue(value),
    ),
  }));

const testOf = ({ name }: Alert, what: string, { when, given, at }: Moment, exp_alerts: readonly object[]) => ({
  name: `${name} ${what} when ${when}`,
  interval: printSeconds(scrapeInterval.seconds),
  input_series: given.map(({ series, values }) => ({ series, values })),
  alert_rule_test: [{ eval_time: printSeconds(at.seconds), alertname: name, exp_alerts }],
});

const testsOf = (alert: Alert, config: Config) => [
  ...alert.firing.map((moment) => testOf(alert, 'fires', moment, expected(alert, config, moment))),
  ...alert.quiet.map((moment) => testOf(alert, 'is quiet', moment, [])),
];

/**
 * alerts.test.yml, for `promtool test rules`: each alert fires when it should, with the texts that people will read, and
 * is quiet when it should be.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export const testFile = (groups: readonly AlertGroup[], config: Config): GeneratedFile => ({
  path: 'alerts/generated/alerts.test.yml',
  text: renderYaml('alerts/rules/', {
    rule_files: ['../../prometheus/generated/recording.rules.yml', 'alerts.rules.yml'],
    evaluation_interval: printSeconds(evaluationInterval.seconds),
    // Alerts over recorded series come after what records them.
    group_eval_order: [...recordingGroups, ...groups].map(({ name }) => name),
    tests: groups.flatMap(({ alerts }) => alerts.flatMap((alert) => testsOf(alert, config))),
  }),
});
