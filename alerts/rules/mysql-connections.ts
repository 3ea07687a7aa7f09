import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { type Fixed, minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { type Limit, limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A burst is over by then. */
const lasting = minutes(5);

const used = divide(select(mysqlStatus.threadsConnected), select(mysqlVariables.maxConnections));

/** A power of two: the share that is left when one divides by it is the same to the last bit. */
const maxConnections = 1024;

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly most: Limit<'mysqlConnectionsRatio' | 'mysqlConnectionsUrgentRatio'>;
  readonly lasting: Fixed;
  /** The one that tells of the same thing later, and louder. */
  readonly urgent?: Alert;
}

const connections = ({ name, severity, most, lasting, urgent }: Kind): Alert => {
  const limit = humanizePercentage(most.value);
  return alert({
    name,
    severity,
    expr: isAbove(used, most),
    for: lasting,
    summary: () => `More than ${limit} of MySQL's connections are in use`,
    description: ({ instance }, { percentage }) =>
      `${percentage} of max_connections are in use for ${printSeconds(lasting.seconds)}, says the exporter at ${instance}. At 100% MySQL refuses new ones.`,
    panel: panelOn.mysql('Connections of the maximum'),
    consequenceOf: urgent ? [{ alert: urgent, same: ['job', 'instance'] }] : [],
    drill: 'hoard-connections',
    runbook: {
      meaning: `Clients hold more than ${limit} of the connections that MySQL allows.`,
      impact: 'None yet. At 100% new workers cannot connect, and nobody but an administrator can log in.',
      diagnosis: [
        { says: 'How many are open?', query: select(mysqlStatus.threadsConnected) },
        { says: 'How many of them work? Few: somebody holds them idle.', query: select(mysqlStatus.threadsRunning) },
        { says: "What do the chat's own pools hold?", query: select(chatMetrics.poolConnections) },
        {
          says: 'Who holds the rest?',
          run: sql(
            'SELECT user, SUBSTRING_INDEX(host, ":", 1) AS place, command, COUNT(*) AS connections FROM information_schema.PROCESSLIST GROUP BY 1, 2, 3',
            'administrator',
          ),
        },
      ],
      mitigation: [
        'End clients that nobody needs.',
        'Workers × poolSize of all replicas must stay below max_connections: lower the one or raise the other.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'somebody hoards connections',
          labels: exporter,
          given: (target, course) => [
            series(
              mysqlStatus.threadsConnected,
              target,
              course.gauge((share) => share[most.name] * maxConnections),
            ),
            series(
              mysqlVariables.maxConnections,
              target,
              course.gauge(() => maxConnections),
            ),
          ],
        },
      ],
    },
  });
};

/** Pages when MySQL is about to refuse connections. */
export const mysqlConnectionsUrgent = (config: Config): Alert =>
  connections({
    name: 'MySQLConnectionsUrgent',
    severity: 'page',
    most: limitsOf(config).mysqlConnectionsUrgentRatio,
    // What is left is soon gone.
    lasting: minutes(2),
  });

/** A ticket when MySQL may soon refuse connections. */
export const mysqlConnections = (config: Config): Alert =>
  connections({
    name: 'MySQLConnections',
    severity: 'ticket',
    most: limitsOf(config).mysqlConnectionsRatio,
    lasting,
    urgent: mysqlConnectionsUrgent(config),
  });
