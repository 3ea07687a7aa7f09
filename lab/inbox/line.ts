import { styleText } from 'node:util';
import type { Notification } from './notification.ts';

/** Renders a notification as the lab prints it, on one line. */
export const renderNotification = (notification: Notification, colour: boolean): string => {
  const status = notification.status.toUpperCase().padEnd(8);
  const text = `${notification.alertname} (${notification.severity}) ${notification.summary}`.trimEnd();
  // What comes from outside could hold characters that move the cursor or repaint the terminal.
  const safe = text.replace(/\p{Cc}+/gu, ' ');
  if (!colour) return `${status} ${safe}`;
  return `${styleText(notification.status === 'firing' ? 'red' : 'green', status, { validateStream: false })} ${safe}`;
};
