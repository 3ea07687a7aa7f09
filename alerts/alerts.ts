import type { Config } from '../config/load-config.ts';
import type { Alert } from './alert.ts';
import { type AlertGroup, ownedGroups } from './owners.ts';
import { certificateExpiry, certificateExpiryUrgent } from './rules/certificate.ts';
import { chatSplit } from './rules/chat-split.ts';
import { eventLoopDelay, eventLoopDelayUrgent } from './rules/event-loop.ts';
import { collectorFailing, exporterScrapeSlow } from './rules/exporter.ts';
import { handshakesRefused } from './rules/handshakes.ts';
import { heapNearLimit } from './rules/heap.ts';
import { httpErrors, searchErrors } from './rules/http-errors.ts';
import { httpSlow } from './rules/http-slow.ts';
import { logsNotFound } from './rules/log-canary.ts';
import { logsDropped, logsPutAside } from './rules/logs.ts';
import { messageErrors, messageSlow } from './rules/messages.ts';
import { badwordsEmpty } from './rules/moderation.ts';
import { notificationsFailing, ruleEvaluationFailing } from './rules/monitoring.ts';
import { backupMismatch, moverStalled } from './rules/mover.ts';
import { mysqlConnections, mysqlConnectionsUrgent } from './rules/mysql-connections.ts';
import { mysqlDown } from './rules/mysql-down.ts';
import { noWorkers } from './rules/no-workers.ts';
import { poolWait } from './rules/pool-wait.ts';
import { searchIndexLag } from './rules/search.ts';
import { workersSilent } from './rules/silent-workers.ts';
import { socketDrop } from './rules/sockets.ts';
import { tableCapForecast } from './rules/table-forecast.ts';
import { tableBacklog, tableNearCap, tableNearCapUrgent } from './rules/tables.ts';
import { jobMissing, targetDown } from './rules/targets.ts';
import { watchdog } from './rules/watchdog.ts';
import { workerRestarts, workersMissing } from './rules/workers.ts';

/** Every alert, in the order in which one looks: is it there, is there room, does it serve people, how long will it last, and does all of this work. */
const groups = (config: Config): readonly AlertGroup<Alert>[] => [
  {
    name: 'availability',
    alerts: [
      watchdog,
      targetDown,
      jobMissing,
      mysqlDown,
      noWorkers,
      workersSilent(config),
      socketDrop(config),
      handshakesRefused(config),
      workersMissing,
      workerRestarts(config),
      certificateExpiryUrgent(config),
      certificateExpiry(config),
    ],
  },
  {
    name: 'saturation',
    alerts: [
      eventLoopDelayUrgent(config),
      eventLoopDelay(config),
      heapNearLimit(config),
      mysqlConnectionsUrgent(config),
      mysqlConnections(config),
      poolWait(config),
    ],
  },
  { name: 'messages', alerts: [chatSplit, messageErrors(config), messageSlow(config), badwordsEmpty] },
  { name: 'requests', alerts: [httpErrors(config), searchErrors(config), httpSlow(config), searchIndexLag(config)] },
  {
    name: 'capacity',
    alerts: [
      tableNearCapUrgent(config),
      tableNearCap(config),
      tableBacklog(config),
      tableCapForecast(config),
      backupMismatch,
      moverStalled(config),
    ],
  },
  {
    name: 'monitoring',
    alerts: [
      collectorFailing,
      exporterScrapeSlow(config),
      logsDropped,
      logsPutAside,
      logsNotFound,
      ruleEvaluationFailing,
      notificationsFailing(config),
    ],
  },
];

/**
 * Every alert at the thresholds of a configuration, with its team.
 * @throws ConfigError for a threshold that its metric cannot tell apart, or a team that owns what there is not
 */
export const alertGroups = (config: Config): readonly AlertGroup[] => ownedGroups(groups(config), config);
