import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { type Fixed, minutes } from '../metrics/promql/duration.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import type { Alert, Firing, Moment } from './alert.ts';
import { type AlertValue, knownValue } from './annotation.ts';
import type { AlertGroup, OwnedAlert } from './owners.ts';
import { annotationsOf } from './rules-file.ts';

/** Tests that Prometheus' tool runs at one pace: it evaluates every rule at each step of every test. */
interface Pace {
  readonly name: string;
  readonly evaluationInterval: Fixed;
  readonly holds: (moment: Moment) => boolean;
}

const isLong = ({ at }: Moment): boolean => at.seconds > 3600;

/** Rarer than in earnest. Of what lasts minutes each minute counts; a history of hours must not take long. */
const paces: readonly Pace[] = [
  { name: 'alerts.test.yml', evaluationInterval: minutes(1), holds: (moment) => !isLong(moment) },
  { name: 'alerts.hours.test.yml', evaluationInterval: minutes(10), holds: isLong },
];

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

const expected = (alert: OwnedAlert, config: Config, { when, fires }: Firing<string>) =>
  fires.map(({ labels, value }) => ({
    exp_labels: { severity: alert.severity, team: alert.team, ...labels },
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

const testsOf = (alert: OwnedAlert, config: Config, { holds }: Pace) => [
  ...alert.firing.filter(holds).map((moment) => testOf(alert, 'fires', moment, expected(alert, config, moment))),
  ...alert.quiet.filter(holds).map((moment) => testOf(alert, 'is quiet', moment, [])),
];

/**
 * Files for `promtool test rules`: each alert fires when it should, with the texts that people will read, and is quiet when
 * it should be.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export const testFiles = (groups: readonly AlertGroup[], config: Config): GeneratedFile[] =>
  paces.map((pace) => ({
    path: `alerts/generated/${pace.name}`,
    text: renderYaml('alerts/rules/', {
      rule_files: ['../../prometheus/generated/recording.rules.yml', 'alerts.rules.yml'],
      evaluation_interval: printSeconds(pace.evaluationInterval.seconds),
      // Alerts over recorded series come after what records them.
      group_eval_order: [...recordingGroups(config), ...groups].map(({ name }) => name),
      tests: groups.flatMap(({ alerts }) => alerts.flatMap((alert) => testsOf(alert, config, pace))),
    }),
  }));
