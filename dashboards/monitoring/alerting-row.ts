import { count, max, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alertMetrics, alertmanagerMetrics, prometheusMetrics } from '../../prometheus/builtin.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond, share, times } from '../adapter/expressions.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';

const notified = sum(perSecond(shown(alertmanagerMetrics.notifications)), { by: ['integration'] });
const refused = sum(perSecond(shown(alertmanagerMetrics.notificationsFailed)), { by: ['integration'] });

/** Prometheus names a group by its file, a semicolon and its own name. */
const groupOf = '.*;(.*)';

/** The way from a rule to a person. */
export const alertingRow = row('Alerting', [
  table({
    title: 'Alerts now',
    description:
      'Every alert that is pending or fires, the Watchdog among them, which always does. Nothing at all: no rules are evaluated.',
    unit: unit.count,
    none: 'No rules are evaluated: not even the Watchdog fires',
    width: 24,
    labels: { alertname: 'Alert', severity: 'Severity', alertstate: 'State' },
    columns: [
      {
        title: 'Of them',
        expr: count(select(alertMetrics.alerts), { by: ['alertname', 'severity', 'alertstate'] }),
        unit: unit.count,
        sorted: true,
      },
    ],
  }),
  timeseries({
    title: 'Failed rule evaluations',
    description:
      'Zero, always. Else the alerts of that group are silent: the page Status > Rules of Prometheus shows the error.',
    unit: unit.times,
    width: 8,
    bars: true,
    nameOf: groupOf,
    queries: [
      query(highest(sum(times(shown(prometheusMetrics.ruleFailures)), { by: ['rule_group'] })), '{{rule_group}}'),
    ],
  }),
  timeseries({
    title: 'Rule evaluation of its interval',
    description:
      'Share of the time between two evaluations that the ten slowest groups take, and those that were left out. Near 100 %: record what several rules compute, or split the group.',
    unit: unit.ratio,
    width: 8,
    nameOf: groupOf,
    queries: [
      query(
        highest(
          divide(
            max(shown(prometheusMetrics.groupDuration), { by: ['rule_group'] }),
            max(shown(prometheusMetrics.groupInterval), { by: ['rule_group'] }),
          ),
        ),
        '{{rule_group}}',
      ),
    ],
  }),
  timeseries({
    title: 'Evaluations left out',
    description:
      'Evaluations that did not happen, as the one before was still at work: alerts of that group come late.',
    unit: unit.times,
    width: 8,
    bars: true,
    nameOf: groupOf,
    queries: [
      query(highest(sum(times(shown(prometheusMetrics.missedIterations)), { by: ['rule_group'] })), '{{rule_group}}'),
    ],
  }),
  timeseries({
    title: 'Alerts sent',
    description:
      'Alerts that Prometheus hands to Alertmanager. The Watchdog alone keeps it above zero: at zero nobody is told of anything. Dropped or failing ones: Alertmanager is away.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [
      query(sum(perSecond(shown(prometheusMetrics.notificationsSent))), 'sent'),
      query(sum(perSecond(shown(prometheusMetrics.notificationsFailed))), 'failing'),
      query(sum(perSecond(shown(prometheusMetrics.notificationsDropped))), 'dropped'),
    ],
  }),
  timeseries({
    title: 'Notifications',
    description: 'What Alertmanager tries to send, by receiver. A flood: group more, or mend the alert that flaps.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(notified, '{{integration}}')],
  }),
  timeseries({
    title: 'Failed notifications',
    description: 'Share that the receiver did not take. Above the line people are not told: try its address by hand.',
    unit: unit.ratio,
    width: 8,
    threshold: { above: 'notificationErrorRatio' },
    queries: [query(share(refused, notified), '{{integration}}')],
  }),
]);
