import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alertmanagerMetrics, prometheusMetrics } from '../../prometheus/builtin.ts';
import { type Alert, alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { firingAlerts, reload } from '../commands/monitoring.ts';
import { logOf } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { limit, limitsOf } from '../limit.ts';
import { monitoringPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { alertmanager, prometheus } from './example-targets.ts';

/** Twenty evaluations: what fails once succeeds at the next. */
const lasting = minutes(5);

/** A rule that cannot be evaluated is one too many; it must go on for as long as one waits. */
const none = limit('none', 0);

const failures = sum(increase(select(prometheusMetrics.ruleFailures), minutes(5)), { by: ['job', 'rule_group'] });

/** A ticket when Prometheus cannot evaluate a rule: an alert of that group may be silent. */
export const ruleEvaluationFailing = alert({
  name: 'RuleEvaluationFailing',
  severity: 'ticket',
  expr: isAbove(failures, none),
  for: lasting,
  summary: ({ rule_group }) => `Rules of ${rule_group} have failed for ${printSeconds(lasting.seconds)}`,
  description: ({ rule_group }) =>
    `Evaluations of rules of ${rule_group} fail for ${printSeconds(lasting.seconds)}. Their alerts are silent, their recorded series have gaps.`,
  panel: monitoringPanel('Failed rule evaluations'),
  drill: 'double-series',
  runbook: {
    meaning: 'A rule of the group ends in an error, most often because two series meet where it expects one.',
    impact: 'People notice nothing, and nobody is told of what the group watches.',
    diagnosis: [
      { says: 'Which groups?', query: failures },
      {
        says: 'Which rules, with which error?',
        run: ask(
          'prometheus',
          '/api/v1/rules',
          '[.data.groups[].rules[] | select(.health == "err") | {name, lastError}]',
        ),
      },
    ],
    mitigation: [
      'Two targets expose the same series: leave one of them out of the scrape configuration.',
      {
        says: 'Else correct the rule in its source, run `gapwatch generate`, and have Prometheus read it.',
        run: reload('prometheus'),
      },
    ],
  },
  tests: {
    scenes: [
      {
        when: 'rules of a group fail',
        labels: { job: 'prometheus', rule_group: 'http' },
        given: (target, course) => [
          series(
            prometheusMetrics.ruleFailures,
            { ...target, rule_group: 'http' },
            course.counter(({ none: failing }) => failing / 300),
          ),
        ],
      },
    ],
    quiet: [
      {
        when: 'one evaluation failed',
        given: [
          series(
            prometheusMetrics.ruleFailures,
            { ...prometheus, rule_group: 'http' },
            steady(0, minutes(10)),
            steady(1, minutes(10)),
          ),
        ],
        at: minutes(18),
      },
    ],
  },
});

/** Pages, by whichever receiver still works, when a receiver does not take notifications. */
export const notificationsFailing = (config: Config): Alert => {
  const { notificationErrorRatio } = limitsOf(config);
  const by = { by: ['job', 'integration'] } as const;
  const failed = rate(select(alertmanagerMetrics.notificationsFailed), minutes(5));
  const ratio = divide(sum(failed, by), sum(rate(select(alertmanagerMetrics.notifications), minutes(5)), by));
  const limit = humanizePercentage(notificationErrorRatio.value);
  const labels = { ...alertmanager, integration: 'webhook' } as const;
  return alert({
    name: 'NotificationsFailing',
    severity: 'page',
    expr: isAbove(ratio, notificationErrorRatio),
    for: lasting,
    summary: ({ integration }) => `More than ${limit} of the notifications by ${integration} do not arrive`,
    description: ({ integration }, { percentage }) =>
      `${percentage} of the notifications by ${integration} fail, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: monitoringPanel('Failed notifications'),
    drill: 'kill-inbox',
    runbook: {
      meaning: `More than ${limit} of the notifications that Alertmanager sends by this way are refused or time out.`,
      impact: 'Somebody who should be called is not.',
      diagnosis: [
        { says: 'Which receivers?', query: ratio },
        { says: 'What do they answer?', run: logOf('alertmanager', 'notify|error|fail') },
      ],
      mitigation: [
        {
          says: 'Start the receiver, or correct its URL in gapwatch.config.ts or in its secret file; then have Alertmanager read it.',
          run: reload('alertmanager'),
        },
        { says: 'Until then, look here for what fires.', run: firingAlerts },
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a receiver refuses',
          labels: { job: 'alertmanager', integration: 'webhook' },
          given: (target, course) => [
            series(
              alertmanagerMetrics.notifications,
              { ...target, integration: 'webhook' },
              course.counter(() => 1),
            ),
            series(alertmanagerMetrics.notificationsFailed, { ...target, integration: 'webhook' }, course.counter()),
          ],
        },
      ],
      quiet: [
        {
          when: 'nothing is sent',
          given: [
            series(alertmanagerMetrics.notifications, labels, steady(9, minutes(20))),
            series(alertmanagerMetrics.notificationsFailed, labels, steady(9, minutes(20))),
          ],
          at: minutes(15),
        },
      ],
    },
  });
};
