import { aboutLabels, type Labels, tellingLabels } from './about.ts';
import { escapeHtml, renderLink, style } from './html.ts';
import type { Message } from './message.ts';
import { renderMessage } from './message-card.ts';
import type { Notification } from './notification.ts';

const renderLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `<code>${escapeHtml(name)}=${escapeHtml(value)}</code>`)
    .join(' ');

const renderRow = (notification: Notification, usual: Labels): string => {
  const { status, alertname, severity, summary, annotations } = notification;
  const cells = [
    escapeHtml(status),
    `<strong>${escapeHtml(alertname)}</strong>`,
    escapeHtml(severity),
    renderLabels(aboutLabels(notification, usual)),
    `${escapeHtml(summary)}<br><small>${escapeHtml(annotations.description ?? '')}</small>`,
    `${renderLink('runbook', annotations.runbook_url)} ${renderLink('dashboard', annotations.dashboard_url)}`.trim(),
  ];
  return `<tr class="${status}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
};

/** Notifications that arrived together: what one message of Alertmanager brought shares one object of labels. */
const groupsOf = (notifications: readonly Notification[]): Notification[][] => [
  ...Map.groupBy(notifications, ({ groupLabels }) => groupLabels).values(),
];

const renderGroup = (group: readonly Notification[], usual: Labels): string => {
  const [first] = group;
  const time = first?.receivedAt.slice(0, 19).replace('T', ' ');
  const heading = `${time} UTC ${renderLabels(tellingLabels(first?.groupLabels ?? {}, usual))}`;
  return `<tbody>
<tr><th colspan="6">${heading}</th></tr>
${group.map((notification) => renderRow(notification, usual)).join('\n')}
</tbody>`;
};

/** Messages that the page shows. */
const most = 30;

const renderMessages = (messages: readonly Message[]): string =>
  messages.length === 0
    ? ''
    : `<h2>As people get them</h2>
<div class="messages">
${messages.slice(0, most).map(renderMessage).join('\n')}
</div>`;

/**
 * Renders the page that lists what has arrived, the newest first: messages as people get them, and notifications grouped as
 * Alertmanager sent them.
 * @param usual labels that every alert of this lab carries
 */
export const renderPage = (
  notifications: readonly Notification[],
  messages: readonly Message[],
  usual: Labels,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>gapwatch inbox</title>
<style>${style}</style>
<h1>Alert notifications</h1>
<p>${notifications.length === 0 ? 'None has arrived yet.' : 'The newest first, together as they were sent.'}</p>
${renderMessages(messages)}
<h2>As programs get them</h2>
<table>
<thead><tr><th>Status</th><th>Alert</th><th>Severity</th><th>About</th><th>Summary</th><th>Read</th></tr></thead>
${groupsOf(notifications)
  .map((group) => renderGroup(group, usual))
  .join('\n')}
</table>
</html>
`;
