import { collectorFamilies, exporterFamilies } from '../../exporter/engine/families.ts';
import { count, min, sum } from '../../metrics/promql/aggregate.ts';
import { above, below } from '../../metrics/promql/compare.ts';
import { alertmanagerMetrics, prometheusMetrics, scrapeMetrics } from '../../prometheus/builtin.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share, times } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroWhere } from '../adapter/zero.ts';

const sent = sum(perSecond(shown(prometheusMetrics.notificationsSent)));

/** Numbers that answer whether one may believe all other dashboards, and whether an alert would arrive. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Targets',
    description:
      'Targets that do not answer Prometheus. Red: all that they tell is missing, not zero; the row below names them.',
    unit: unitOf(scrapeMetrics.up),
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['all answer', 'good'] },
    queries: [query(zeroWhere(scrapeMetrics.up, count(below(shown(scrapeMetrics.up), 1))), 'targets')],
  }),
  stat({
    title: 'Rules',
    description:
      'Whether rules are evaluated; else how often that failed just now. Red: alerts of that group are silent; see which below.',
    unit: unit.times,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['evaluated', 'good'] },
    queries: [query(sum(times(shown(prometheusMetrics.ruleFailures))), 'failures')],
  }),
  stat({
    title: 'Watchdog',
    description:
      'Whether Prometheus hands alerts to Alertmanager, which the Watchdog alone has it do all the time. Silent: nobody is told of anything; see whether Alertmanager runs.',
    unit: unit.count,
    width: 4,
    words: { 0: ['silent', 'bad'], 1: ['on its way', 'good'] },
    queries: [query(zeroWhere(prometheusMetrics.series, count(above(sent, 0))), 'Watchdog')],
  }),
  stat({
    title: 'Refused',
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
    title: 'Collectors now',
    description:
      'Whether every collector that has something to collect does so. Failing: the panels that it feeds are empty; its name is below.',
    unit: unitOf(collectorFamilies.success),
    width: 4,
    threshold: { below: 1 },
    words: { 0: ['one fails', 'bad'], 1: ['all succeed', 'good'] },
    queries: [query(zeroWhere(exporterFamilies.started, min(shown(collectorFamilies.success))), 'collectors')],
  }),
]);
