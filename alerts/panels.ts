/** A panel that shows what an alert is about: its title, and the uid of its dashboard. */
export interface Panel {
  readonly uid: string;
  readonly title: string;
}

/** A panel of the dashboard of the chat. */
export const chatPanel = (title: string): Panel => ({ uid: 'gapwatch-chat', title });

/** A panel of the dashboard of the chat tables. */
export const tablesPanel = (title: string): Panel => ({ uid: 'gapwatch-chat-tables', title });
