import { chatMetrics } from '../app/metrics.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import { exporterFamilies } from '../exporter/engine/families.ts';
import { max } from '../metrics/promql/aggregate.ts';
import { dashboard } from './adapter/dashboard.ts';
import { shown } from './adapter/target.ts';
import { moverRow } from './chat-tables/mover-row.ts';
import { overviewRow } from './chat-tables/overview-row.ts';
import { tablesRow } from './chat-tables/tables-row.ts';

/** The chat's tables against their caps, and the mover that keeps them there. */
export const chatTables = dashboard({
  uid: 'gapwatch-chat-tables',
  title: 'Chat tables',
  description:
    'The tables of the chat against their caps: how full, how fast they fill, and the mover that empties them.',
  source: 'dashboards/chat-tables.ts',
  of: [chatTable.up, chatMetrics.build],
  choices: [{ name: 'table', label: 'Table', of: chatTable.up }],
  startTime: max(shown(exporterFamilies.started), { by: ['instance'] }),
  rows: [overviewRow, tablesRow, moverRow],
  log: {
    description:
      'What the mover and the retention say; it runs in the process above the workers. A failed run names its reason.',
    lines: { 'labels.worker': 'primary', 'log.level': ['error', 'warn'] },
  },
});
