import { canaryMetrics, logMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { times } from '../adapter/expressions.ts';
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
    words: { 0: ['away', 'bad'], 1: ['takes lines', 'good'] },
    queries: [query(min(shown(logMetrics.up)), 'shipper')],
  }),
  stat({
    title: 'Lost',
    description: 'Lines that were given up just now. Red: they are in no index; the reasons are below.',
    unit: unit.times,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['none', 'good'] },
    queries: [query(sum(times(shown(logMetrics.dropped))), 'lost')],
  }),
  stat({
    title: 'Put aside',
    description:
      'Lines that Elasticsearch refuses for ever, or that the disk has damaged, just now. They stay in files; somebody has to look at them.',
    unit: unit.times,
    width: 4,
    threshold: { above: 0 },
    words: { 0: ['none', 'good'] },
    queries: [query(sum(times(shown(logMetrics.deadLetters))), 'put aside')],
  }),
  stat({
    title: 'Last found',
    description:
      'How long ago a search last found one of the lines that each instance logs to be found, of the one that waits longest. Less than a minute is usual.',
    unit: unit.duration,
    none: 'nobody looks',
    width: 4,
    queries: [query(max(secondsSince(shown(canaryMetrics.lastArrival))), 'ago')],
  }),
  stat({
    title: 'Spool',
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
]);
