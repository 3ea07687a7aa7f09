import { chatMetrics } from '../app/metrics.ts';
import { dashboard } from './adapter/dashboard.ts';
import { messagesRow } from './chat/messages-row.ts';
import { moderationRow } from './chat/moderation-row.ts';
import { nodeRow } from './chat/node-row.ts';
import { overviewRow } from './chat/overview-row.ts';
import { requestsRow } from './chat/requests-row.ts';
import { socketsRow } from './chat/sockets-row.ts';
import { startTime } from './chat/start-time.ts';
import { workersRow } from './chat/workers-row.ts';

/** The chat service as people feel it, and what explains that. */
export const chat = dashboard({
  uid: 'gapwatch-chat',
  title: 'Chat',
  description: 'The chat service: messages, requests, sockets, and the processes behind them.',
  source: 'dashboards/chat.ts',
  of: [chatMetrics.build],
  startTime,
  rows: [overviewRow, messagesRow, moderationRow, requestsRow, socketsRow, nodeRow, workersRow],
});
