/** Names of the pages, which lie in one folder. */
export const pages = {
  metrics: 'metrics.md',
  alerts: 'alerts.md',
  dashboards: 'dashboards.md',
  checks: 'checks.md',
} as const;

/** The folder of the pages, from that of the configuration. */
export const pagesFolder = 'docs/generated';
