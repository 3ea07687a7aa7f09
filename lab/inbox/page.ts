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

const row = (notification: Notification): string => {
  const cells = [
    notification.receivedAt,
    notification.status,
    notification.alertname,
    notification.severity,
    notification.summary,
  ];
  return `<tr class="${notification.status}">${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
};

/** Renders the page that lists what has arrived, the newest first. */
export const renderPage = (notifications: readonly Notification[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>gapwatch inbox</title>
<style>
body { font: 16px/1.4 system-ui, sans-serif; margin: 2rem; }
td, th { padding: 0.2rem 0.8rem; text-align: left; vertical-align: top; }
.firing td:nth-child(2) { color: #b00020; }
.resolved td:nth-child(2) { color: #1b6e2e; }
</style>
<h1>Alert notifications</h1>
<p>${notifications.length === 0 ? 'None has arrived yet.' : 'The newest first.'}</p>
<table>
<thead><tr><th>Received</th><th>Status</th><th>Alert</th><th>Severity</th><th>Summary</th></tr></thead>
<tbody>
${notifications.map(row).join('\n')}
</tbody>
</table>
</html>
`;
