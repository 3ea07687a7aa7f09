import type { Config } from '../config/load-config.ts';
import type { Alert } from './alert.ts';
import { type AlertGroup, ownedGroups } from './owners.ts';
import { blockedSpike } from './rules/blocked.ts';
import { eventLoopUtilization, gcShare } from './rules/busy-workers.ts';
import { certificateExpiry, certificateExpiryUrgent } from './rules/certificate.ts';
import { chatSplit } from './rules/chat-split.ts';
import { containerMemory } from './rules/containers.ts';
import { diskFull, diskLow } from './rules/disks.ts';
import { elasticsearchDisk, elasticsearchHeap } from './rules/elasticsearch-nodes.ts';
import { elasticsearchRed, elasticsearchYellow } from './rules/elasticsearch-status.ts';
import { eventLoopDelay, eventLoopDelayUrgent } from './rules/event-loop.ts';
import { collectorFailing, exporterScrapeSlow } from './rules/exporter.ts';
import { ghostUsers } from './rules/ghosts.ts';
import { handshakesRefused } from './rules/handshakes.ts';
import { heapNearLimit } from './rules/heap.ts';
import { hostCpuHigh, hostCpuHighUrgent } from './rules/host-cpu.ts';
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
import { poolTimeouts } from './rules/pool-timeouts.ts';
import { poolWait } from './rules/pool-wait.ts';
import { searchIndexLag } from './rules/search.ts';
import { workersSilent } from './rules/silent-workers.ts';
import { sloBurns } from './rules/slo.ts';
import { socketDrop } from './rules/sockets.ts';
import { spoolNearFull, spoolOld } from './rules/spool.ts';
import { staleBuildRunning } from './rules/stale-build.ts';
import { deadlocks, slowQueries } from './rules/statements.ts';
import { nodeNotReady, quorumRisk } from './rules/swarm-nodes.ts';
import { serviceDown, serviceUnderReplicated, taskFlapping } from './rules/swarm-services.ts';
import { tableCapForecast } from './rules/table-forecast.ts';
import { tableBacklog, tableNearCap, tableNearCapUrgent } from './rules/tables.ts';
import { jobMissing, targetDown } from './rules/targets.ts';
import { watchdog } from './rules/watchdog.ts';
import { workerRestarts, workersMissing } from './rules/workers.ts';

/**
 * Every alert, in the order in which one looks: is what was promised kept, is it there, is there room, does it serve people, how
 * long will it last, and does all of this work.
 */
const groups = (config: Config): readonly AlertGroup<Alert>[] => [
  { name: 'objectives', alerts: sloBurns(config) },
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
      eventLoopUtilization(config),
      gcShare(config),
      heapNearLimit(config),
    ],
  },
  {
    name: 'mysql',
    alerts: [
      mysqlConnectionsUrgent(config),
      mysqlConnections(config),
      poolWait(config),
      poolTimeouts,
      slowQueries(config),
      deadlocks(config),
    ],
  },
  {
    name: 'messages',
    alerts: [
      chatSplit,
      messageErrors(config),
      messageSlow(config),
      ghostUsers(config),
      badwordsEmpty,
      blockedSpike(config),
    ],
  },
  { name: 'requests', alerts: [httpErrors(config), searchErrors(config), httpSlow(config), searchIndexLag(config)] },
  {
    name: 'swarm',
    alerts: [
      nodeNotReady(config),
      quorumRisk(config),
      serviceDown(config),
      serviceUnderReplicated(config),
      taskFlapping(config),
      staleBuildRunning(config),
      containerMemory(config),
    ],
  },
  {
    name: 'machines',
    alerts: [hostCpuHighUrgent(config), hostCpuHigh(config), diskLow(config), diskFull(config)],
  },
  {
    name: 'elasticsearch',
    alerts: [elasticsearchRed, elasticsearchYellow, elasticsearchHeap(config), elasticsearchDisk(config)],
  },
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
  { name: 'logs', alerts: [logsDropped, logsPutAside, logsNotFound, spoolOld(config), spoolNearFull(config)] },
  {
    name: 'monitoring',
    alerts: [collectorFailing, exporterScrapeSlow(config), ruleEvaluationFailing, notificationsFailing(config)],
  },
];

/**
 * Every alert at the thresholds of a configuration, with its team.
 * @throws ConfigError for a threshold that its metric cannot tell apart, or a team that owns what there is not
 */
export const alertGroups = (config: Config): readonly AlertGroup[] => ownedGroups(groups(config), config);
