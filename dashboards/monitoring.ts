import { scrapeMetrics } from '../prometheus/builtin.ts';
import { dashboard } from './adapter/dashboard.ts';
import { alertingRow } from './monitoring/alerting-row.ts';
import { scrapingRow } from './monitoring/scraping-row.ts';

/** Who watches the watchers: scrapes, rules and notifications. */
export const monitoring = dashboard({
  uid: 'gapwatch-monitoring',
  title: 'Monitoring',
  description: 'Prometheus and Alertmanager themselves: what they scrape, evaluate and send.',
  source: 'dashboards/monitoring.ts',
  of: scrapeMetrics.up,
  rows: [scrapingRow, alertingRow],
});
