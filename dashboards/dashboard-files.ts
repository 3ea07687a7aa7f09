import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import type { Dashboard } from './adapter/dashboard.ts';
import type { AlertOnPanel } from './adapter/links.ts';
import { renderDashboard } from './adapter/render-dashboard.ts';
import { chat } from './chat.ts';
import { chatTables } from './chat-tables.ts';
import { logPipeline } from './log-pipeline.ts';
import { monitoring } from './monitoring.ts';
import { mysql } from './mysql.ts';
import { provisioningFiles } from './provisioning.ts';
import { search } from './search.ts';
import { slo } from './slo.ts';
import { swarm } from './swarm.ts';

/** Every dashboard, in the order in which they are offered. */
const dashboards: readonly Dashboard[] = [chat, mysql, swarm, chatTables, logPipeline, slo, search, monitoring];

const fileOf = ({ uid }: Dashboard): string => `dashboards/generated/${uid.replace(/^gapwatch-/, '')}.json`;

/**
 * The dashboards and the files that make Grafana load them.
 * @param alerts alerts whose runbooks are linked from their panels
 */
export const dashboardFiles = (config: Config, alerts: readonly AlertOnPanel[]): GeneratedFile[] => [
  ...dashboards.map((one) => ({
    path: fileOf(one),
    text: renderDashboard(one, { config, alerts, others: dashboards.filter((other) => other !== one) }),
  })),
  ...provisioningFiles(config),
];
