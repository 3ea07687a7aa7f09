import type { Collector } from '../engine/collector.ts';
import { mysqlServer } from './families.ts';
import type { Query } from './session.ts';

/** Whether MySQL answers: one SELECT that reads nothing. It is 0, not absent, where MySQL does not. */
export const mysqlServerCollector = (query: Query): Collector => ({
  name: 'mysql_server',
  help: 'Whether MySQL answers.',
  enabled: true,
  timeoutMs: 3_000,
  families: [mysqlServer.up],
  whenFailed: [{ metric: mysqlServer.up, labels: {}, value: 0 }],
  async collect({ emit, ...deadline }) {
    await query('SELECT 1', [], deadline);
    emit(mysqlServer.up, {}, 1);
  },
});
