import { retentionMetrics } from '../../app/metrics.ts';
import { chatTable } from '../../exporter/chat-tables/families.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { row } from '../adapter/dashboard.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['table'] as const;

/** Numbers that answer whether the tables are well. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Tables',
    description:
      "Whether every table of the configuration can be read. Not all: one is away, locked, or not granted; the exporter's log names it.",
    unit: unitOf(chatTable.up),
    width: 4,
    threshold: { below: 1 },
    words: { 0: 'not all readable', 1: 'readable' },
    queries: [query(min(shown(chatTable.up)), 'tables')],
  }),
  stat({
    title: 'Fullest table',
    description: 'Rows over the cap, of the table that is nearest to it. Red: see whether the mover still runs.',
    unit: unit.ratio,
    none: 'no table has a cap',
    width: 4,
    threshold: { above: 'tableNearCapRatio' },
    queries: [
      query(max(divide(max(shown(chatTable.rows), { by }), max(shown(chatTable.capRows), { by }))), 'of the cap'),
    ],
  }),
  stat({
    title: 'Nearest cap',
    description:
      'Time until the first table is full if all grow on as in the last hour. Red: plan a higher cap or a faster mover now.',
    unit: unit.duration,
    none: 'none grows',
    width: 4,
    threshold: { below: 'tableCapForecastSeconds' },
    queries: [query(min(recorded(tableRecordings.secondsToCap)), 'until it is full')],
  }),
  stat({
    title: 'Rows beyond their cap',
    description: 'Rows that wait for the mover. It should go back to zero at each of its runs; see the backlog below.',
    unit: unitOf(chatTable.backlogRows),
    none: 'no table has a cap',
    width: 4,
    queries: [query(sum(max(shown(chatTable.backlogRows), { by })), 'rows')],
  }),
  stat({
    title: 'Mover succeeded',
    description:
      'Time since the mover last moved rows or found none to move. More than a few of its intervals: it is gone, or fails; the log of the chat says why.',
    unit: unit.duration,
    none: 'not since the start',
    width: 4,
    queries: [query(secondsSince(max(shown(retentionMetrics.lastSuccess))), 'ago')],
  }),
  stat({
    title: 'Rows left in both tables',
    description:
      'Rows that the latest run moved and could not delete, as the backup holds others under their ids. Anything but zero: nobody may empty either table before it is understood.',
    unit: unitOf(retentionMetrics.unmatched),
    none: 'no run yet',
    width: 4,
    threshold: { above: 'zero' },
    queries: [query(max(shown(retentionMetrics.unmatched)), 'rows')],
  }),
]);
