import { aboutLabels, type Labels, tellingLabels, webLink } from './about.ts';
import type { Notification } from './notification.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Every character that could end a text or an attribute in HTML; labels and summaries come from outside. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const renderLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `<code>${escapeHtml(name)}=${escapeHtml(value)}</code>`)
    .join(' ');

const renderLink = (text: string, address: string | undefined): string => {
  const href = webLink(address);
  return href === undefined ? '' : `<a href="${escapeHtml(href)}">${text}</a>`;
};

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

/**
 * Renders the page that lists what has arrived, the newest first, grouped as Alertmanager sent it.
 * @param usual labels that every alert of this lab carries
 */
export const renderPage = (notifications: readonly Notification[], usual: Labels): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>gapwatch inbox</title>
<style>
body { font: 16px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; }
table { border-collapse: collapse; }
td, th { padding: 0.3rem 1.2rem 0.3rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #222; }
tbody th { padding-top: 1.2rem; font-weight: normal; color: #555; border-bottom: 1px solid #ccc; }
small { color: #555; }
code { background: #eee; padding: 0 0.3em; overflow-wrap: break-word; display: inline-block; }
.firing td:first-child { color: #b00020; }
.resolved td:first-child { color: #1b6e2e; }
</style>
<h1>Alert notifications</h1>
<p>${notifications.length === 0 ? 'None has arrived yet.' : 'The newest first, together as they were sent.'}</p>
<table>
<thead><tr><th>Status</th><th>Alert</th><th>Severity</th><th>About</th><th>Summary</th><th>Read</th></tr></thead>
${groupsOf(notifications)
  .map((group) => renderGroup(group, usual))
  .join('\n')}
</table>
</html>
`;
