import { exporterFamilies } from '../exporter/engine/families.ts';
import { mysqlServer } from '../exporter/mysql/families.ts';
import { max } from '../metrics/promql/aggregate.ts';
import { dashboard } from './adapter/dashboard.ts';
import { shown } from './adapter/target.ts';
import { exporterRow } from './chat-tables/exporter-row.ts';
import { moverRow } from './chat-tables/mover-row.ts';
import { mysqlRow } from './chat-tables/mysql-row.ts';
import { overviewRow } from './chat-tables/overview-row.ts';
import { tablesRow } from './chat-tables/tables-row.ts';

/** The chat's tables against their caps, and the MySQL that holds them. */
export const chatTables = dashboard({
  uid: 'gapwatch-chat-tables',
  title: 'Chat tables',
  description: 'The tables of the chat against their caps, the MySQL that holds them, and the exporter that looks.',
  source: 'dashboards/chat-tables.ts',
  of: mysqlServer.up,
  startTime: max(shown(exporterFamilies.started), { by: ['instance'] }),
  rows: [overviewRow, tablesRow, moverRow, mysqlRow, exporterRow],
});
