import { chatMetrics } from '../app/metrics.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { budgetRow } from './slo/budget-row.ts';
import { overviewRow } from './slo/overview-row.ts';
import { spendersRow } from './slo/spenders-row.ts';

/** What is promised to people, how much of it is kept, and who spends the budget. */
export const slo = dashboard({
  uid: 'gapwatch-slo',
  title: 'SLO',
  description: 'Objectives of the chat: what is promised, what is kept, and who spends the budget of errors.',
  source: 'dashboards/slo.ts',
  of: [chatMetrics.build],
  startTime,
  rows: [overviewRow, budgetRow, spendersRow],
  log: {
    description: 'What spent the budget: requests and events that failed. Follow one http.request.id.',
    lines: { 'event.outcome': 'failure' },
  },
});
