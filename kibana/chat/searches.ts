import type { Config } from '../../config/load-config.ts';
import type { Search } from '../objects/search.ts';
import { dashboardField } from '../view.ts';
import { blocked, failed, slow } from './conditions.ts';
import { ofAnyRequest } from './requests.ts';
import { type ChatField, storyColumns } from './view.ts';

const newestFirst = [['@timestamp', 'desc']] as const;

/** Searches of the chat's lines. */
export const chatSearches = (config: Config) =>
  ({
    errors: {
      id: 'gapwatch-logs-errors',
      title: 'Chat: errors',
      description: 'What failed. The link at http.request.id tells the whole story of that request.',
      only: failed,
      columns: ['message', 'error.type', 'error.code', 'error.message', 'http.request.id', dashboardField],
      by: newestFirst,
    },
    story: {
      id: 'gapwatch-logs-request',
      title: "Chat: one request's story",
      description:
        'Every line of one HTTP request or socket event, in its order. Write its id, which its answer has too (x-request-id, requestId), in place of the star.',
      only: ofAnyRequest,
      columns: ['http.request.id', ...storyColumns],
      by: [
        ['@timestamp', 'asc'],
        ['event.sequence', 'asc'],
      ],
    },
    blocked: {
      id: 'gapwatch-logs-blocked',
      title: 'Chat: blocked messages',
      description:
        'Messages that were kept back for a bad word: who and where. Their text stands in chatlogBackups, never in the log.',
      only: blocked,
      columns: ['labels.room', 'user.id', 'event.action', 'http.request.id', dashboardField],
      by: newestFirst,
    },
    slow: {
      id: 'gapwatch-logs-slow',
      title: 'Chat: slow queries',
      description:
        'Requests, socket events and statements of MySQL that took longer than the alerts allow the slowest hundredth, the slowest first.',
      only: slow(config),
      columns: [
        'event.duration',
        'db.query.text',
        'url.path',
        'event.action',
        'labels.room',
        'http.request.id',
        dashboardField,
      ],
      by: [
        ['event.duration', 'desc'],
        ['@timestamp', 'desc'],
      ],
    },
  }) as const satisfies Readonly<Record<string, Search<ChatField>>>;
