import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import type { Alert, Firing, Moment } from './alert.ts';
import { type AlertValue, knownValue } from './annotation.ts';
import type { Recordings } from './looking-back.ts';
import type { AlertGroup, OwnedAlert } from './owners.ts';
import type { RuleTest, Sight } from './rule-test.ts';
import { annotationsOf } from './rules-file.ts';
import { sceneTests } from './scene-tests.ts';
import { knownBegan } from './time-range.ts';
import { paceOf, paces } from './timeline.ts';

/** Stands for a value that a test does not give; a text that tells it cannot be tested without. */
const unknownValue = (name: string): AlertValue => {
  const refuse = (): never => {
    throw new TypeError(`${name}: the alert's description tells the value; give it to this test.`);
  };
  return Object.defineProperties({} as AlertValue, {
    short: { get: refuse },
    percentage: { get: refuse },
    duration: { get: refuse },
  });
};

const momentTest = (
  name: string,
  { given, at: { seconds: at }, every = scrapeInterval }: Moment,
  fires: Sight['fires'],
  since: number,
) => ({
  name,
  every: every.seconds,
  step: paceOf(at).step,
  given,
  sights: [{ at, fires, since }],
});

const firingTest = (alert: Alert, firing: Firing<string>): RuleTest =>
  momentTest(
    `${alert.name} fires when ${firing.when}`,
    firing,
    firing.fires,
    firing.since?.seconds ?? firing.at.seconds - alert.for.seconds,
  );

const quietTest = ({ name }: Alert, moment: Moment): RuleTest =>
  momentTest(`${name} is quiet when ${moment.when}`, moment, [], 0);

/** All tests of an alert: those of its scenes, then the others. */
export const ruleTests = (alert: Alert, recordings: Recordings): readonly RuleTest[] => [
  ...alert.scenes.flatMap((scene) => sceneTests(alert, scene, recordings)),
  ...alert.firing.map((firing) => firingTest(alert, firing)),
  ...alert.quiet.map((moment) => quietTest(alert, moment)),
];

/** Expressions of a configuration's recording rules by what they record; of several of one name, the first. */
export const recordingsOf = (config: Config): Recordings =>
  new Map(
    recordingGroups(config)
      .flatMap(({ recordings }) => recordings.map(({ record, expr }) => [record, expr.node] as const))
      .reverse(),
  );

/** Beyond this Prometheus does not look back for the latest value of a series. */
const staleness = 300;

const expected = (alert: OwnedAlert, config: Config, { name, step }: RuleTest, { at, fires, since }: Sight) =>
  fires.map(({ labels, value }) => ({
    exp_labels: { severity: alert.severity, team: alert.team, ...labels },
    exp_annotations: annotationsOf(
      alert,
      config,
      labels,
      value === undefined ? unknownValue(name) : knownValue(value),
      // With evaluations that rare the template finds no word of when it began, and takes the present.
      knownBegan(step < staleness ? since : at),
    ),
  }));

const written = (alert: OwnedAlert, config: Config, test: RuleTest) => ({
  name: test.name,
  interval: printSeconds(test.every),
  input_series: test.given.map(({ series, values }) => ({ series, values })),
  alert_rule_test: test.sights.map((sight) => ({
    eval_time: printSeconds(sight.at),
    alertname: alert.name,
    exp_alerts: expected(alert, config, test, sight),
  })),
});

/**
 * Files for `promtool test rules`: each alert fires when it should, with the texts that people will read, and is quiet when
 * it should be. Each file has its own pace.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export const testFiles = (groups: readonly AlertGroup[], config: Config): GeneratedFile[] => {
  const recordings = recordingsOf(config);
  const tests = groups.flatMap(({ alerts }) =>
    alerts.flatMap((alert) => ruleTests(alert, recordings).map((test) => ({ alert, test }))),
  );
  return paces.map(({ name, step }) => ({
    path: `alerts/generated/${name}`,
    text: renderYaml('alerts/rules/', {
      rule_files: ['../../prometheus/generated/recording.rules.yml', 'alerts.rules.yml'],
      evaluation_interval: printSeconds(step),
      // Alerts over recorded series come after what records them.
      group_eval_order: [...recordingGroups(config), ...groups].map((group) => group.name),
      tests: tests.filter(({ test }) => test.step === step).map(({ alert, test }) => written(alert, config, test)),
    }),
  }));
};
