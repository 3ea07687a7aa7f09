import { chatTable } from '../../exporter/chat-tables/families.ts';
import { max, min } from '../../metrics/promql/aggregate.ts';
import { divide, multiply } from '../../metrics/promql/arithmetic.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { chosen, shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inTables } from './chosen-tables.ts';

const by = ['table'] as const;
const rows = max(shown(chatTable.rows, inTables), { by });
const cap = max(shown(chatTable.capRows, inTables), { by });
const backlog = max(shown(chatTable.backlogRows, inTables), { by });
const oldestAge = secondsSince(max(shown(chatTable.oldestRow, inTables), { by }));
const size = max(shown(chatTable.size, inTables), { by });
const lastId = max(shown(chatTable.lastId, inTables), { by });
const countAge = secondsSince(max(shown(chatTable.recounted, inTables), { by }));
const perHour = multiply(max(perSecond(shown(chatTable.insertedRows, inTables)), { by }), 3600);
const goingPerHour = multiply(max(perSecond(shown(chatTable.removedRows, inTables)), { by }), 3600);
const moverLag = max(shown(chatTable.moverLag, inTables), { by });
const drift = max(shown(chatTable.rowsDrift, inTables), { by });
const up = min(shown(chatTable.up, inTables), { by });

/** Each chat table: how full, how fast it fills, how well it is known. */
export const tablesRow = row('Tables', [
  table({
    title: 'Tables now',
    description:
      "All that is known of each table. One that cannot be read has little else: the exporter's log says why. Drift: what the count was wrong by when all was counted again.",
    unit: unit.count,
    width: 24,
    labels: { table: 'Table' },
    columns: [
      { title: 'Rows', expr: rows, unit: unitOf(chatTable.rows) },
      { title: 'Cap', expr: cap, unit: unitOf(chatTable.capRows) },
      { title: 'Backlog', expr: backlog, unit: unitOf(chatTable.backlogRows) },
      { title: 'Mover late', expr: moverLag, unit: unit.duration },
      { title: 'Oldest row', expr: oldestAge, unit: unit.duration },
      { title: 'Size', expr: size, unit: unitOf(chatTable.size) },
      { title: 'Last id', expr: lastId, unit: unitOf(chatTable.lastId) },
      { title: 'Counted', expr: countAge, unit: unit.duration },
      { title: 'Drift', expr: drift, unit: unitOf(chatTable.rowsDrift) },
      {
        title: 'Readable',
        expr: up,
        unit: unitOf(chatTable.up),
        words: { 0: ['no', 'bad'], 1: ['yes', 'good'] },
      },
    ],
  }),
  timeseries({
    title: 'Rows of the cap',
    description:
      'Above the line there is still time: see whether the mover runs and keeps up with the growth; else raise the cap on purpose.',
    unit: unit.ratio,
    none: 'No table has a cap',
    width: 12,
    threshold: { above: 'tableNearCapRatio', urgent: 'tableNearCapUrgentRatio' },
    queries: [query(divide(rows, cap), '{{table}}')],
  }),
  timeseries({
    title: 'Rows',
    description: 'Counted rows and the cap. The live table should saw-tooth below its cap; the backup only grows.',
    unit: unitOf(chatTable.rows),
    width: 12,
    queries: [query(rows, '{{table}}'), query(cap, 'cap of {{table}}', { colour: 'measure', dashed: true })],
  }),
  timeseries({
    title: 'Growth per hour',
    description:
      'Rows that appear and go, as an hour at this speed would bring. Cap less rows over what more appear than go is the time that is left.',
    unit: unitOf(chatTable.rows),
    width: 8,
    queries: [query(perHour, '{{table}}'), query(goingPerHour, 'from {{table}}')],
  }),
  timeseries({
    title: 'Time to the cap',
    description:
      'When the table is full if it grows on as in the last hour; no line while it does not grow. Below the line: plan a higher cap or a faster mover now.',
    unit: unit.duration,
    none: 'No table grows towards a cap',
    width: 8,
    threshold: { below: 'tableCapForecastSeconds' },
    queries: [query(min(recorded(tableRecordings.secondsToCap, { ...chosen, ...inTables }), { by }), '{{table}}')],
  }),
  timeseries({
    title: 'Backlog',
    description:
      'Rows beyond the cap. It should go back to zero at each run of the mover; a rise means it falls behind.',
    unit: unitOf(chatTable.backlogRows),
    none: 'No table has a cap',
    width: 8,
    queries: [query(backlog, '{{table}}')],
  }),
  timeseries({
    title: 'Age of the oldest row',
    description: 'Beyond the age limit of the live table: the mover has not run, or has skipped that row.',
    unit: unit.duration,
    none: 'The table is empty',
    width: 6,
    queries: [query(oldestAge, '{{table}}')],
  }),
  timeseries({
    title: 'Size on disk',
    description: 'Data and indexes, an estimate of InnoDB. It does not shrink when rows go; that takes a rebuild.',
    unit: unitOf(chatTable.size),
    width: 6,
    queries: [query(size, '{{table}}')],
  }),
  timeseries({
    title: 'Last id',
    description:
      'Highest id. It falls only when the table was emptied or rebuilt; if nobody meant to, stop the mover and look.',
    unit: unitOf(chatTable.lastId),
    none: 'The table is empty',
    width: 6,
    queries: [query(lastId, '{{table}}')],
  }),
  timeseries({
    title: 'Age of the count',
    description:
      'Time since the oldest part of the count was taken. It rises without end: the exporter no longer counts.',
    unit: unit.duration,
    width: 6,
    queries: [query(countAge, '{{table}}')],
  }),
]);
