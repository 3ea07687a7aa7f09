import { chatMetrics } from '../app/metrics.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { messagesRow } from './slo/messages-row.ts';
import { overviewRow } from './slo/overview-row.ts';

/** What is promised to people, how much of it is kept, and who spends the budget. */
export const slo = dashboard({
  uid: 'gapwatch-slo',
  title: 'SLO',
  description: 'Objectives of the chat: what is promised, what is kept, and who spends the budget of errors.',
  source: 'dashboards/slo.ts',
  of: [chatMetrics.build],
  startTime,
  rows: [overviewRow, messagesRow],
});
