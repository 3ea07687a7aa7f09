import { type PanelRef, panelOf, type TitleOf } from '../dashboards/adapter/dashboard.ts';
import { chat } from '../dashboards/chat.ts';
import { chatTables } from '../dashboards/chat-tables.ts';
import { monitoring } from '../dashboards/monitoring.ts';

/** A panel that shows what an alert is about: its title, and the uid of its dashboard. */
export type Panel = PanelRef;

/** A panel of the dashboard of the chat; a title that it does not have does not compile. */
export const chatPanel = (title: TitleOf<typeof chat>): Panel => panelOf(chat, title);

/** A panel of the dashboard of the chat tables, their MySQL and the exporter. */
export const tablesPanel = (title: TitleOf<typeof chatTables>): Panel => panelOf(chatTables, title);

/** A panel of the dashboard of the monitoring itself. */
export const monitoringPanel = (title: TitleOf<typeof monitoring>): Panel => panelOf(monitoring, title);
