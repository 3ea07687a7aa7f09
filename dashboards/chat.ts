import { chatMetrics } from '../app/metrics.ts';
import { dashboard } from './adapter/dashboard.ts';
import { connectionsRow } from './chat/connections-row.ts';
import { messageTimesRow } from './chat/message-times-row.ts';
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
  choices: [{ name: 'room', label: 'Room', of: chatMetrics.messages }],
  startTime,
  rows: [
    overviewRow,
    messagesRow,
    messageTimesRow,
    moderationRow,
    requestsRow,
    socketsRow,
    connectionsRow,
    nodeRow,
    workersRow,
  ],
  log: {
    description:
      'Warnings and errors of the chat. One sentence again and again is the reason; its http.request.id leads to all lines of that request.',
    lines: { 'log.level': ['error', 'warn'] },
  },
});
