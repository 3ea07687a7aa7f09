import type { Config } from '../../config/load-config.ts';
import { chatTable } from '../../exporter/chat-tables/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { type Fixed, minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { tableRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { moverRuns } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { type Limit, limitsOf } from '../limit.ts';
import { tablesPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A mover that runs every few minutes has run by then. */
const lasting = minutes(15);

const labels = { ...exporter, table: 'chatlogs' } as const;

/** A power of two: the share that is left when one divides by it is the same to the last bit. */
const cap = 2 ** 20;

const ratio = recorded(tableRecordings.capRatio);

const mitigation = [
  { says: 'See that the mover runs; runbook MoverStalled tells what to do if it does not.', run: moverRuns },
  'Raise the cap (`tables` in gapwatch.config.ts) if the table may hold more.',
];

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly most: Limit<'tableNearCapRatio' | 'tableNearCapUrgentRatio'>;
  readonly lasting: Fixed;
  /** The one that tells of the same thing later, and louder. */
  readonly urgent?: Alert;
}

const nearCap = ({ name, severity, most, lasting, urgent }: Kind): Alert => {
  const limit = humanizePercentage(most.value);
  return alert({
    name,
    severity,
    expr: isAbove(ratio, most),
    for: lasting,
    summary: ({ table }) => `Table ${table} holds more than ${limit} of its cap`,
    description: ({ table }, { percentage }) =>
      `Table ${table} has been above ${limit} of the rows that it may hold for ${printSeconds(lasting.seconds)}; it is at ${percentage}.`,
    panel: tablesPanel('Rows of the cap'),
    consequenceOf: urgent ? [{ alert: urgent, same: ['job', 'instance', 'table'] }] : [],
    drill: 'fill-table',
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
      scenes: [
        {
          when: 'a table fills up',
          labels,
          given: (target, course) => [
            series(
              chatTable.rows,
              { ...target, table: 'chatlogs' },
              course.gauge((share) => share[most.name] * cap),
            ),
            series(
              chatTable.capRows,
              { ...target, table: 'chatlogs' },
              course.gauge(() => cap),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'a table may grow for ever',
          given: [series(chatTable.rows, labels, steady(2 * cap, minutes(60)))],
          at: minutes(30),
        },
      ],
    },
  });
};

/** Pages when a chat table is all but full. */
export const tableNearCapUrgent = (config: Config): Alert =>
  nearCap({
    name: 'TableNearCapUrgent',
    severity: 'page',
    most: limitsOf(config).tableNearCapUrgentRatio,
    // The mover has had its chance at 80 %.
    lasting: minutes(5),
  });

/** A ticket when a chat table is nearly full. */
export const tableNearCap = (config: Config): Alert =>
  nearCap({
    name: 'TableNearCap',
    severity: 'ticket',
    most: limitsOf(config).tableNearCapRatio,
    lasting,
    urgent: tableNearCapUrgent(config),
  });

/** A ticket when rows wait to be moved away and are not. */
export const tableBacklog = (config: Config): Alert => {
  const { tableBacklogRatio } = limitsOf(config);
  const backlog = divide(select(chatTable.backlogRows), select(chatTable.capRows));
  const limit = humanizePercentage(tableBacklogRatio.value);
  return alert({
    name: 'TableBacklog',
    severity: 'ticket',
    expr: isAbove(backlog, tableBacklogRatio),
    for: lasting,
    summary: ({ table }) => `Table ${table} is beyond its cap by more than ${limit}`,
    description: ({ table }, { percentage }) =>
      `Table ${table} is beyond its cap by ${percentage}, more than ${limit}, for ${printSeconds(lasting.seconds)}: they are not moved to the backup.`,
    panel: tablesPanel('Backlog'),
    drill: 'fill-table',
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
      scenes: [
        {
          when: 'nothing moves the rows away',
          labels,
          given: (target, course) => [
            series(
              chatTable.backlogRows,
              { ...target, table: 'chatlogs' },
              course.gauge(({ tableBacklogRatio: share }) => share * cap),
            ),
            series(
              chatTable.capRows,
              { ...target, table: 'chatlogs' },
              course.gauge(() => cap),
            ),
          ],
        },
      ],
    },
  });
};
