import { elasticsearchIndex } from '../../exporter/elasticsearch/families.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { rateInterval } from '../../metrics/promql/duration.ts';
import { clampMin } from '../../metrics/promql/functions.ts';
import { deriv } from '../../metrics/promql/over-gauge.ts';
import { row } from '../adapter/dashboard.ts';
import { highest } from '../adapter/expressions.ts';
import { notAsked } from '../adapter/nothing-known.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['index'] as const;
const documents = shown(elasticsearchIndex.documents, { index: { pattern: 'logs-.+' } });
const size = shown(elasticsearchIndex.size, { index: { pattern: 'logs-.+' } });

/** What Elasticsearch keeps of the chat's log, and of that of each service that is named. */
export const streamsRow = row('Data streams', [
  timeseries({
    title: 'Lines stored',
    description:
      'Lines that come into each data stream, of the ten that get most. One at zero whose service runs: its lines wait in its spool, or are refused. One far above the others fills the disk.',
    unit: unit.eventsPerSecond,
    none: notAsked,
    width: 8,
    ofServices: true,
    queries: [
      // Where an old index is deleted there are fewer lines than before; none was taken back.
      query(highest(max(clampMin(deriv(documents, rateInterval), 0), { by })), '{{index}}'),
    ],
  }),
  timeseries({
    title: 'Lines kept',
    description:
      'Lines in each data stream, of the ten that have most. It grows for as many days as lines are kept (logs.keepDays), then falls a step each time an index is deleted.',
    unit: unitOf(elasticsearchIndex.documents),
    none: notAsked,
    width: 8,
    ofServices: true,
    queries: [query(highest(max(documents, { by })), '{{index}}')],
  }),
  timeseries({
    title: 'Size of kept lines',
    description:
      'What each data stream takes of the disk, copies not counted, of the ten largest. One that never falls: nothing deletes its old lines. Too much: keep lines for fewer days, or let that service log less.',
    unit: unitOf(elasticsearchIndex.size),
    none: notAsked,
    width: 8,
    ofServices: true,
    queries: [query(highest(max(size, { by })), '{{index}}')],
  }),
]);
