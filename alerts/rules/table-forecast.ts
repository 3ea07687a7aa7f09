import type { Config } from '../../config/load-config.ts';
import { chatTable } from '../../exporter/chat-tables/families.ts';
import { hours, minutes, seconds } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { moverRuns, sql } from '../commands/sql.ts';
import { isAbove, isBelow } from '../condition.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { tablesPanel } from '../panels.ts';
import { gap, rising, type Samples, series, steady } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A growth that lasts so long is no burst of talk, but a trend. */
const trend = hours(6);

const labels = { ...exporter, table: 'chatlogs' } as const;

/** Large, so that a share of it is a whole number of rows. */
const cap = 1_000_000;

/** Long enough for two spells that are each all but a trend. */
const time = hours(14);

/** When a trend is one that begins with the test: its first hour tells from the second look on. */
const at = seconds(trend.seconds + minutes(10).seconds);

const table = (...rows: readonly [Samples, ...Samples[]]) => [
  series(chatTable.rows, labels, ...rows, gap(minutes(1))),
  series(chatTable.capRows, labels, steady(cap, time)),
];

/** A ticket when a table that is well filled goes on growing until it is full. */
export const tableCapForecast = (config: Config): Alert => {
  const { tableCapForecastSeconds, tableCapForecastRatio } = limitsOf(config);
  const left = recorded(tableRecordings.secondsToCap);
  const horizon = humanizeDuration(tableCapForecastSeconds.value);
  const fullness = humanizePercentage(tableCapForecastRatio.value);
  /** A table that is just well filled, and reaches its cap after so many seconds. */
  const from = cap * (tableCapForecastRatio.value + (1 - tableCapForecastRatio.value) / 100);
  const growthTo = (reached: number): number => (cap - from) / reached;
  // Half a second lest rounding shows in the text; so near that it holds from the second look on.
  const near = tableCapForecastSeconds.value + 500.5;
  const growth = growthTo(near);
  const spell = hours(5);
  const grown = from + growth * spell.seconds;
  // So quick that it is near all the time, though it is not well filled before the end.
  const quick = (1.05 * cap * (1 - tableCapForecastRatio.value)) / (tableCapForecastSeconds.value - at.seconds);
  return alert({
    name: 'TableCapForecast',
    severity: 'ticket',
    expr: both(
      isBelow(left, tableCapForecastSeconds),
      isAbove(recorded(tableRecordings.capRatio), tableCapForecastRatio),
    ),
    for: trend,
    summary: ({ table }) => `Table ${table} will be full in less than ${horizon}`,
    description: ({ table }, { duration }) =>
      `Table ${table} has been growing towards its cap for ${printSeconds(trend.seconds)} and reaches it in ${duration}.`,
    panel: tablesPanel('Time to the cap'),
    drill: 'fill-table',
    runbook: {
      meaning: `The table is fuller than ${fullness} and at the growth of the last hour reaches its cap within ${horizon}.`,
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
      mitigation: [
        { says: 'See that the mover runs; runbook MoverStalled tells what to do if it does not.', run: moverRuns },
        'Raise the cap (`tables` in gapwatch.config.ts) if the table may hold more.',
      ],
    },
    tests: {
      firing: [
        {
          when: 'a table grows towards its cap',
          given: table(rising(growth, time, from)),
          at,
          fires: [{ labels, value: near - at.seconds }],
          // With evaluations that rare Prometheus finds no word of when it began.
          since: at,
        },
      ],
      edges: {
        inside: {
          tableCapForecastSeconds: {
            when: 'it grows just a little too slowly',
            given: table(rising(growthTo(tableCapForecastSeconds.value + at.seconds + 60), time, from)),
            at,
          },
          tableCapForecastRatio: {
            when: 'it grows quickly, but is not yet well filled',
            given: table(rising(quick, time, cap * tableCapForecastRatio.value - quick * at.seconds - 1)),
            at,
          },
        },
        tooShort: { when: 'it has not yet grown for long enough', given: table(rising(growth, time, from)), at: trend },
        backAndForth: {
          when: 'it grows, stands still, and grows again',
          given: table(rising(growth, spell, from), steady(grown, hours(2)), rising(growth, hours(7), grown)),
          at: hours(12),
        },
        vanished: {
          when: 'nobody knows any more how full it is',
          given: table(rising(growth, hours(7), from)),
          at: hours(7.5),
        },
      },
      quiet: [{ when: 'a full table does not grow', given: table(steady(cap, time)), at: hours(8) }],
    },
  });
};
