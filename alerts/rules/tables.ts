import type { Config } from '../../config/load-config.ts';
import { chatTable } from '../../exporter/chat-tables/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { above, below } from '../../metrics/promql/compare.ts';
import { hours, minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { and } from '../../metrics/promql/set.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { moverRuns, sql } from '../commands/sql.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { tablesPanel } from '../panels.ts';
import { rising, type Samples, series, steady } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A mover that runs every few minutes has run by then. */
const lasting = minutes(15);

/** A growth that lasts so long is no burst of talk, but a trend. */
const trend = hours(6);

const labels = { ...exporter, table: 'chatlogs' } as const;

/** Large, so that a share of it is a whole number of rows. */
const cap = 1_000_000;

const ratio = recorded(tableRecordings.capRatio);

const mitigation = [
  { says: 'See that the mover runs; runbook MoverStalled tells what to do if it does not.', run: moverRuns },
  'Raise the cap (`tables` in gapwatch.config.ts) if the table may hold more.',
];

const table = (rows: Samples, time = minutes(60)) => [
  series(chatTable.rows, labels, rows),
  series(chatTable.capRows, labels, steady(cap, time)),
];

/** A ticket when a chat table is nearly full. */
export const tableNearCap = ({ thresholds: { tableNearCapRatio } }: Config): Alert => {
  const limit = humanizePercentage(tableNearCapRatio);
  const full = Math.ceil(cap * tableNearCapRatio) + cap / 100;
  return alert({
    name: 'TableNearCap',
    severity: 'ticket',
    expr: above(ratio, tableNearCapRatio),
    for: lasting,
    summary: ({ table }) => `Table ${table} is nearly full`,
    description: ({ table }, { percentage }) =>
      `Table ${table} has been above ${limit} of the rows that it may hold for ${printSeconds(lasting.seconds)}; it is at ${percentage}.`,
    panel: tablesPanel('Rows of the cap'),
    runbook: {
      meaning: `The table holds more than ${limit} of the rows of its cap in gapwatch.config.ts.`,
      impact: 'None yet. Beyond the cap, reading a room becomes slower with every message.',
      diagnosis: [
        { says: 'How full is it?', query: ratio },
        { says: 'How many seconds are left?', query: recorded(tableRecordings.secondsToCap) },
        { says: 'Does it grow faster than before? Rows per hour.', query: recorded(tableRecordings.inserted) },
      ],
      mitigation,
    },
    tests: {
      firing: [
        {
          when: 'a table is fuller than it may be',
          given: table(steady(full, minutes(60))),
          at: minutes(20),
          fires: [{ labels, value: full / cap }],
        },
      ],
      quiet: [
        {
          when: 'a table is just as full as it may be',
          given: table(steady(Math.floor(cap * tableNearCapRatio), minutes(60))),
          at: minutes(20),
        },
        {
          when: 'a table may grow for ever',
          given: [series(chatTable.rows, labels, steady(full, minutes(60)))],
          at: minutes(20),
        },
      ],
    },
  });
};

/** A ticket when rows wait to be moved away and are not. */
export const tableBacklog = ({ thresholds: { tableBacklogRatio } }: Config): Alert => {
  const backlog = divide(select(chatTable.backlogRows), select(chatTable.capRows));
  const limit = humanizePercentage(tableBacklogRatio);
  const waiting = (rows: number) => [
    series(chatTable.backlogRows, labels, steady(rows, minutes(60))),
    series(chatTable.capRows, labels, steady(cap, minutes(60))),
  ];
  const tooMany = Math.ceil(cap * tableBacklogRatio * 2);
  return alert({
    name: 'TableBacklog',
    severity: 'ticket',
    expr: above(backlog, tableBacklogRatio),
    for: lasting,
    summary: ({ table }) => `Rows of table ${table} wait to be moved`,
    description: ({ table }, { percentage }) =>
      `Table ${table} is beyond its cap by ${percentage}, more than ${limit}, for ${printSeconds(lasting.seconds)}: they are not moved to the backup.`,
    panel: tablesPanel('Backlog'),
    runbook: {
      meaning: `The table holds more than its cap, by more than ${limit} of it: the mover stands still or is too slow.`,
      impact: 'Reading a room becomes slower with every message.',
      diagnosis: [
        { says: 'How many rows wait?', query: select(chatTable.backlogRows) },
        { says: 'How many come in per hour?', query: recorded(tableRecordings.inserted) },
        { says: 'When did the mover run last, and what did it move?', run: moverRuns },
      ],
      mitigation,
    },
    tests: {
      firing: [
        {
          when: 'twice as many rows wait as may',
          given: waiting(tooMany),
          at: minutes(20),
          fires: [{ labels, value: tooMany / cap }],
        },
      ],
      quiet: [{ when: 'half as many rows wait as may', given: waiting(Math.floor(tooMany / 4)), at: minutes(20) }],
    },
  });
};

/** A ticket when a table that is well filled goes on growing until it is full. */
export const tableCapForecast = ({ thresholds: { tableCapForecastSeconds, tableCapForecastRatio } }: Config): Alert => {
  const left = recorded(tableRecordings.secondsToCap);
  const horizon = humanizeDuration(tableCapForecastSeconds);
  // A trend, the hour before it that shows it, and another after it.
  const time = hours(8);
  const at = hours(7.5);
  // So full and so quick that half the horizon is left at that time, and half a second lest rounding shows in the text.
  const from = (cap * (1 + tableCapForecastRatio)) / 2;
  const leftThen = Math.floor(tableCapForecastSeconds / 2) + 0.5;
  const growth = (cap - from) / (at.seconds + leftThen);
  return alert({
    name: 'TableCapForecast',
    severity: 'ticket',
    expr: and(below(left, tableCapForecastSeconds), above(ratio, tableCapForecastRatio)),
    for: trend,
    summary: ({ table }) => `Table ${table} will be full soon`,
    description: ({ table }, { duration }) =>
      `Table ${table} has been growing towards its cap for ${printSeconds(trend.seconds)} and reaches it in ${duration}.`,
    panel: tablesPanel('Time to the cap'),
    runbook: {
      meaning: `The table is fuller than ${humanizePercentage(tableCapForecastRatio)} and at the growth of the last hour reaches its cap within ${horizon}.`,
      impact: 'None yet: there is time to change something in working hours.',
      diagnosis: [
        { says: 'How many seconds are left?', query: left },
        { says: 'How many rows come in per hour?', query: recorded(tableRecordings.inserted) },
        {
          says: 'Do more people talk, or does one of them talk too much? Those who said most within the hour:',
          run: sql(
            'SELECT user_id, room_name, COUNT(*) AS messages FROM chatlogs WHERE createdAt > UTC_TIMESTAMP() - INTERVAL 1 HOUR GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10',
          ),
        },
      ],
      mitigation,
    },
    tests: {
      firing: [
        {
          when: 'a table grows so that half of the time is left',
          given: table(rising(growth, time, from), time),
          at,
          fires: [{ labels, value: leftThen }],
        },
      ],
      quiet: [
        { when: 'a full table does not grow', given: table(steady(from, time), time), at },
        {
          when: 'a table has been growing for five hours only',
          given: table(rising(growth, time, from), time),
          at: hours(5),
        },
        {
          when: 'a table grows quickly, but is far from full',
          given: table(rising((cap * tableCapForecastRatio) / 2 / time.seconds, time), time),
          at,
        },
      ],
    },
  });
};
