import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import type { Dashboard } from './adapter/dashboard.ts';
import { renderDashboard } from './adapter/render-dashboard.ts';
import type { AlertOnPanel } from './adapter/state-panel.ts';
import { renderManifest } from './adapter/v2/manifest.ts';
import { chat } from './chat.ts';
import { chatTables } from './chat-tables.ts';
import { logPipeline } from './log-pipeline.ts';
import { monitoring } from './monitoring.ts';
import { mysql } from './mysql.ts';
import { folder, provisioningFiles } from './provisioning.ts';
import { search } from './search.ts';
import { slo } from './slo.ts';
import { swarm } from './swarm.ts';

/** Every dashboard, in the order in which they are offered. */
export const dashboards: readonly Dashboard[] = [chat, mysql, swarm, chatTables, logPipeline, slo, search, monitoring];

/** Name of a dashboard's files: what its uid says beside whose it is. */
const nameOf = ({ uid }: Dashboard): string => uid.replace(/^gapwatch-/, '');

/**
 * The dashboards, for Grafana's provisioning by files and as resources of its newer schema, and the files that make it load them.
 * @param alerts alerts whose runbooks are linked from their panels
 */
export const dashboardFiles = (config: Config, alerts: readonly AlertOnPanel[]): GeneratedFile[] => [
  ...dashboards.flatMap((one): GeneratedFile[] => {
    const context = { config, alerts, others: dashboards.filter((other) => other !== one) };
    return [
      { path: `dashboards/generated/${nameOf(one)}.json`, text: renderDashboard(one, context) },
      { path: `dashboards/generated/v2/${nameOf(one)}.yml`, text: renderManifest(one, folder, context) },
    ];
  }),
  ...provisioningFiles(config),
];
