import { styleText } from 'node:util';
import { aboutLabels, type Labels, webLink } from './about.ts';
import type { Notification } from './notification.ts';

/** How the lab prints notifications. */
export interface LineOptions {
  readonly colour: boolean;
  /** Labels that every alert of this lab carries. */
  readonly usual: Labels;
}

/** Renders a notification as the lab prints it, on one line: what, about which thing, and what to read if it fires. */
export const renderNotification = (notification: Notification, { colour, usual }: LineOptions): string => {
  const { alertname, severity, summary, annotations } = notification;
  const status = notification.status.toUpperCase().padEnd(8);
  const about = Object.entries(aboutLabels(notification, usual)).map(([name, value]) => `${name}=${value}`);
  const runbook = notification.status === 'firing' ? webLink(annotations.runbook_url) : undefined;
  const text = [`${alertname} (${severity})`, summary, about.length > 0 ? `[${about.join(' ')}]` : '', runbook ?? '']
    .filter(Boolean)
    .join(' ');
  // What comes from outside could hold characters that move the cursor or repaint the terminal.
  const safe = text.replace(/\p{Cc}+/gu, ' ');
  if (!colour) return `${status} ${safe}`;
  return `${styleText(notification.status === 'firing' ? 'red' : 'green', status, { validateStream: false })} ${safe}`;
};
