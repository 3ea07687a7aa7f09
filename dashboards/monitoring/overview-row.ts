import { collectorFamilies, exporterFamilies } from '../../exporter/engine/families.ts';
import { count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { below } from '../../metrics/promql/compare.ts';
import { alertmanagerMetrics, prometheusMetrics, scrapeMetrics } from '../../prometheus/builtin.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroWhere } from '../adapter/zero.ts';

/** Numbers that answer whether one may believe all other dashboards, and whether an alert would arrive. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Targets down',
    description:
      'Targets that do not answer Prometheus. Red: all that they tell is missing, not zero; the row below names them.',
    unit: unitOf(scrapeMetrics.up),
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'all answer' },
    queries: [query(zeroWhere(scrapeMetrics.up, count(below(shown(scrapeMetrics.up), 1))), 'targets')],
  }),
  stat({
    title: 'Failing rules',
    description: 'Evaluations of rules that fail, each second. Red: alerts of that group are silent; see which below.',
    unit: unit.eventsPerSecond,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'none' },
    queries: [query(sum(perSecond(shown(prometheusMetrics.ruleFailures))), 'failures')],
  }),
  stat({
    title: 'Alerts on their way',
    description:
      'Alerts that Prometheus hands to Alertmanager, each second. The Watchdog alone keeps it above zero; red: nobody is told of anything.',
    unit: unit.eventsPerSecond,
    width: 4,
    queries: [query(sum(perSecond(shown(prometheusMetrics.notificationsSent))), 'sent')],
  }),
  stat({
    title: 'Notifications refused',
    description: 'Share of notifications that receivers did not take. Red: somebody who should be called is not.',
    unit: unit.ratio,
    width: 4,
    threshold: { above: 'notificationErrorRatio' },
    queries: [
      query(
        share(
          sum(perSecond(shown(alertmanagerMetrics.notificationsFailed))),
          sum(perSecond(shown(alertmanagerMetrics.notifications))),
        ),
        'refused',
      ),
    ],
  }),
  stat({
    title: 'Slowest scrape',
    description: 'Prometheus gives up after 10 s. Red: that target is overloaded, or exposes too much.',
    unit: unitOf(scrapeMetrics.duration),
    width: 4,
    threshold: { above: 'scrapeDurationSeconds' },
    queries: [query(max(shown(scrapeMetrics.duration)), 'slowest')],
  }),
  stat({
    title: 'Collectors of the exporter',
    description:
      'Whether every collector that has something to collect does so. Failing: the panels that it feeds are empty; its name is below.',
    unit: unitOf(collectorFamilies.success),
    width: 4,
    threshold: { below: 1 },
    words: { 0: 'one fails', 1: 'all succeed' },
    queries: [query(zeroWhere(exporterFamilies.started, min(shown(collectorFamilies.success))), 'collectors')],
  }),
]);
