import { scrapeMetrics } from '../prometheus/builtin.ts';
import { dashboard } from './adapter/dashboard.ts';
import { alertingRow } from './monitoring/alerting-row.ts';
import { exporterRow } from './monitoring/exporter-row.ts';
import { overviewRow } from './monitoring/overview-row.ts';
import { programsRow } from './monitoring/programs-row.ts';
import { scrapingRow } from './monitoring/scraping-row.ts';

/** Who watches the watchers: scrapes, rules, notifications, and the exporter. */
export const monitoring = dashboard({
  uid: 'gapwatch-monitoring',
  title: 'Monitoring itself',
  description: 'Prometheus, Alertmanager and the exporter themselves: what they scrape, evaluate, send and collect.',
  source: 'dashboards/monitoring.ts',
  of: [scrapeMetrics.up],
  rows: [overviewRow, scrapingRow, alertingRow, exporterRow, programsRow],
  log: {
    description:
      'Everything that the chat says. Prometheus, Alertmanager and the exporter write to their own output, which no index has.',
    lines: {},
  },
});
