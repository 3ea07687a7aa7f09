/** A panel that shows what an alert is about: its title, and the uid of its dashboard. */
export interface Panel {
  readonly uid: string;
  readonly title: string;
}

const panelOf =
  (uid: string) =>
  (title: string): Panel => ({ uid, title });

/** A panel of the dashboard of the chat. */
export const chatPanel = panelOf('gapwatch-chat');

/** A panel of the dashboard of the chat tables, their MySQL and the exporter. */
export const tablesPanel = panelOf('gapwatch-chat-tables');

/** A panel of the dashboard of the monitoring itself. */
export const monitoringPanel = panelOf('gapwatch-monitoring');
