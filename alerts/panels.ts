import { type PanelRef, panelOf, type TitleOf } from '../dashboards/adapter/dashboard.ts';
import { chat } from '../dashboards/chat.ts';
import { chatTables } from '../dashboards/chat-tables.ts';
import { logPipeline } from '../dashboards/log-pipeline.ts';
import { monitoring } from '../dashboards/monitoring.ts';
import { mysql } from '../dashboards/mysql.ts';
import { search } from '../dashboards/search.ts';
import { slo } from '../dashboards/slo.ts';
import { swarm } from '../dashboards/swarm.ts';

/** A panel that shows what an alert is about: its title, and the uid of its dashboard. */
export type Panel = PanelRef;

/** A panel of the dashboard of the chat; a title that it does not have does not compile. */
export const chatPanel = (title: TitleOf<typeof chat>): Panel => panelOf(chat, title);

/** A panel of the dashboard of the chat tables. */
export const tablesPanel = (title: TitleOf<typeof chatTables>): Panel => panelOf(chatTables, title);

/** A panel of the dashboard of the monitoring itself. */
export const monitoringPanel = (title: TitleOf<typeof monitoring>): Panel => panelOf(monitoring, title);

/** A panel of one of the other dashboards. */
export const panelOn = {
  mysql: (title: TitleOf<typeof mysql>): Panel => panelOf(mysql, title),
  swarm: (title: TitleOf<typeof swarm>): Panel => panelOf(swarm, title),
  logPipeline: (title: TitleOf<typeof logPipeline>): Panel => panelOf(logPipeline, title),
  slo: (title: TitleOf<typeof slo>): Panel => panelOf(slo, title),
  search: (title: TitleOf<typeof search>): Panel => panelOf(search, title),
} as const;
