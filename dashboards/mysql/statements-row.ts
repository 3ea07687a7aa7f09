import { mysqlStatements, mysqlStatus, mysqlStatusGroups } from '../../exporter/mysql/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide, multiply } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { topk } from '../../metrics/promql/topk.ts';
import type { Selector } from '../../metrics/promql/vector.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share } from '../adapter/expressions.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';

const by = ['instance'] as const;
const legend = '{{instance}}';
const on = ['job', 'instance', 'schema', 'digest'] as const;

const slow = sum(perSecond(shown(mysqlStatus.slowQueries)), { by });
const questions = sum(perSecond(shown(mysqlStatus.questions)), { by });
const tablesMade = sum(perSecond(shown(mysqlStatus.createdTmpTables)), { by });
const tablesOnDisk = sum(perSecond(shown(mysqlStatus.createdTmpDiskTables)), { by });

/** What a cost comes to a second, by how its statements read. */
const ofText = (cost: Selector<'counter', (typeof on)[number]>) =>
  sum(multiply(perSecond(cost), shown(mysqlStatements.text), { on, group: 'left', include: ['digest_text'] }), {
    by: ['digest_text'],
  });

const count = ofText(shown(mysqlStatements.count));
const time = ofText(shown(mysqlStatements.seconds));

/** What clients ask, and which kinds of statements take the time. */
export const statementsRow = row('Statements', [
  timeseries({
    title: 'Statements',
    description:
      'Statements that clients sent. It should follow the messages; much more per message than usual is a new query.',
    unit: unit.requestsPerSecond,
    width: 6,
    queries: [query(questions, legend)],
  }),
  timeseries({
    title: 'Statements by command',
    description:
      'The eight commands that are sent most, as a server has some 150. Rollbacks among them: transactions fail; the log of the chat says why.',
    unit: unit.requestsPerSecond,
    width: 6,
    stacked: true,
    queries: [query(topk(8, sum(perSecond(shown(mysqlStatusGroups.commands)), { by: ['command'] })), '{{command}}')],
  }),
  timeseries({
    title: 'Slow statements',
    description:
      'Share of statements above long_query_time. Read the slow-query log of those minutes, and the table below.',
    unit: unit.ratio,
    width: 6,
    queries: [query(share(slow, questions), legend)],
  }),
  timeseries({
    title: 'Temporary tables on disk',
    description:
      'Share of temporary tables that did not fit into memory. A rise after a deploy is a new query that sorts or groups long texts.',
    unit: unit.ratio,
    width: 6,
    queries: [query(share(tablesOnDisk, tablesMade), legend)],
  }),
  table({
    title: 'Statements that take most time',
    description:
      'The twenty kinds of statements that take most time; 1 s a second is one processor. Many rows read for one sent: an index is missing.',
    unit: unit.count,
    none: 'performance_schema is off, or gathers no statements',
    width: 24,
    labels: { digest_text: 'Statement' },
    firstWidth: 460,
    columns: [
      { title: 'Time/s', expr: time, unit: unit.seconds, sorted: true },
      { title: 'Each second', expr: count, unit: unit.requestsPerSecond },
      { title: 'Mean time', expr: divide(time, above(count, 0)), unit: unit.seconds },
      { title: 'Rows read', expr: ofText(shown(mysqlStatements.rowsExamined)), unit: unit.rowsPerSecond },
      { title: 'Rows sent', expr: ofText(shown(mysqlStatements.rowsSent)), unit: unit.rowsPerSecond },
      { title: 'No index', expr: ofText(shown(mysqlStatements.noIndexUsed)), unit: unit.requestsPerSecond },
      { title: 'Errors', expr: ofText(shown(mysqlStatements.errors)), unit: unit.eventsPerSecond },
    ],
  }),
]);
