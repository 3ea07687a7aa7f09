import { logMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, quantile } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** Numbers that answer whether what is logged can be read in Kibana. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Elasticsearch',
    description:
      'Whether Elasticsearch takes the lines of every process. Away: they wait in the spool, and nothing is lost until it is full.',
    unit: unitOf(logMetrics.up),
    width: 4,
    threshold: { below: 1 },
    words: { 0: 'away', 1: 'takes lines' },
    queries: [query(min(shown(logMetrics.up)), 'shipper')],
  }),
  stat({
    title: 'Lines lost now',
    description: 'Lines that are given up, each second. Red: they are in no index; the reasons are below.',
    unit: unit.eventsPerSecond,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'none' },
    queries: [query(sum(perSecond(shown(logMetrics.dropped))), 'lost')],
  }),
  stat({
    title: 'Lines put aside now',
    description:
      'Lines that Elasticsearch refuses for ever, or that the disk has damaged, each second. They stay in files; somebody has to look at them.',
    unit: unit.eventsPerSecond,
    width: 4,
    threshold: { above: 'zero' },
    words: { 0: 'none' },
    queries: [query(sum(perSecond(shown(logMetrics.deadLetters))), 'put aside')],
  }),
  stat({
    title: 'Oldest line that waits',
    description:
      'Its age, of the process that is furthest behind. A second or two is usual; it rises with the clock while Elasticsearch is away.',
    unit: unit.duration,
    width: 4,
    queries: [query(max(shown(logMetrics.oldest)), 'old')],
  }),
  stat({
    title: 'Fullest spool',
    description:
      'What waits over what may wait, of the instance that is nearest to its limit. From 80 % on lines of debug are given up, from 90 % information.',
    unit: unit.ratio,
    width: 4,
    queries: [
      query(
        max(
          divide(
            max(shown(logMetrics.spool), { by: ['instance'] }),
            max(shown(logMetrics.spoolLimit), { by: ['instance'] }),
          ),
        ),
        'full',
      ),
    ],
  }),
  stat({
    title: 'Shipped within',
    description:
      'Age that 99 in 100 requests had when Elasticsearch acknowledged them. Beyond a few seconds it is slow, or was away.',
    unit: unitOf(logMetrics.lag),
    none: 'nothing to ship now',
    width: 4,
    queries: [query(quantile(0.99, logMetrics.lag), '99 % below')],
  }),
]);
