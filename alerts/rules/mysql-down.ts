import { mysqlServer } from '../../exporter/mysql/families.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { inside, logOf, restart } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { missing, series, steady } from '../series.ts';
import { exporter } from './example-targets.ts';

const mysqlUp = select(mysqlServer.up);

/** What mysql_up says of a server that does not answer. */
const down = limit('down', 0);

/** A restart takes MySQL some seconds; after a minute somebody has to look. */
const downFor = minutes(1);

/** Pages when the exporter answers but MySQL does not answer it. */
export const mysqlDown = alert({
  name: 'MySQLDown',
  severity: 'page',
  expr: is(mysqlUp, down),
  for: downFor,
  summary: () => `MySQL has not answered for ${printSeconds(downFor.seconds)}`,
  description: ({ instance }) =>
    `The exporter at ${instance} could not reach MySQL for ${printSeconds(downFor.seconds)}. No message can be stored, so none is sent.`,
  panel: panelOn.mysql('MySQL up'),
  drill: 'kill-mysql',
  runbook: {
    meaning: 'The exporter runs, but MySQL refuses its connection or does not answer within the deadline.',
    impact: 'Messages fail: a message is broadcast only when it is stored. People see an error or nothing.',
    diagnosis: [
      { says: 'Since when?', query: mysqlUp },
      {
        says: 'Does it answer the service? Then only the exporter is refused: its password or its rights have changed.',
        run: sql('SELECT 1'),
      },
      { says: 'What does the exporter say?', run: logOf('exporter', 'mysql|denied|refused') },
      {
        says: 'What does MySQL itself say: out of memory, disk full, crash recovery?',
        run: logOf('mariadb', 'error|warning|memory|space|recover|crash|ready for connections|shutdown'),
      },
    ],
    mitigation: [
      { says: 'Is a disk full? Make room first.', run: inside('mariadb', 'df -h') },
      {
        says: 'Start MySQL again. After a crash its recovery may take minutes; its log tells how far it is.',
        run: restart('mariadb'),
      },
    ],
  },
  tests: {
    scenes: [
      {
        when: 'MySQL stops answering',
        labels: exporter,
        given: (target, course) => [series(mysqlServer.up, target, course.gauge())],
      },
    ],
    quiet: [
      {
        when: 'the exporter is gone and nothing is known of MySQL',
        given: [series(mysqlServer.up, exporter, steady(1, minutes(2)), missing(minutes(10)))],
        at: minutes(10),
      },
    ],
  },
});
