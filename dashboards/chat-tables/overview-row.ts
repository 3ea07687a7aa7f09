import { retentionMetrics } from '../../app/metrics.ts';
import { chatTable } from '../../exporter/chat-tables/families.ts';
import { max, min } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { row } from '../adapter/dashboard.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { chosen, shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inTables } from './chosen-tables.ts';

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
    words: { 0: ['not all readable', 'bad'], 1: ['readable', 'good'] },
    queries: [query(min(shown(chatTable.up, inTables)), 'tables')],
  }),
  stat({
    title: 'Fullest table',
    description: 'Rows over the cap, of the table that is nearest to it. Red: see whether the mover still runs.',
    unit: unit.ratio,
    none: 'no table has a cap',
    width: 4,
    threshold: { above: 'tableNearCapRatio', urgent: 'tableNearCapUrgentRatio' },
    queries: [
      query(
        max(divide(max(shown(chatTable.rows, inTables), { by }), max(shown(chatTable.capRows, inTables), { by }))),
        'of the cap',
      ),
    ],
  }),
  stat({
    title: 'Nearest cap',
    description:
      'Time until the first table is full if all grow on as in the last hour. A table that has just been emptied may grow fast without harm: the state counts only those that are half full.',
    unit: unit.duration,
    none: 'none grows',
    width: 4,
    queries: [query(min(recorded(tableRecordings.secondsToCap, { ...chosen, ...inTables })), 'until it is full')],
  }),
  stat({
    title: 'Mover',
    description:
      'Time since the mover last moved rows or found none to move. More than a few of its intervals: it is gone, or fails; the log of the chat says why.',
    unit: unit.duration,
    none: 'not since the start',
    width: 4,
    queries: [query(secondsSince(max(shown(retentionMetrics.lastSuccess))), 'ago')],
  }),
  stat({
    title: 'In both tables',
    description:
      'Rows that the latest run moved and could not delete, as the backup holds others under their ids. Anything but zero: nobody may empty either table before it is understood.',
    unit: unitOf(retentionMetrics.unmatched),
    none: 'no run yet',
    width: 4,
    threshold: { above: 0 },
    queries: [query(max(shown(retentionMetrics.unmatched)), 'rows')],
  }),
]);
