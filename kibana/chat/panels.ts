import type { Config } from '../../config/load-config.ts';
import type { Panel } from '../lens/panel.ts';
import { blocked, failed, ofStatements, slow } from './conditions.ts';
import { ofEvents, ofRequests } from './requests.ts';
import type { ChatField } from './view.ts';

const lines = { take: 'count', label: 'Lines' } as const;
const slowest = { take: 'percentile', share: 95, label: '95 of 100 took up to', of: 'event.duration' } as const;
const overTime = { by: 'time', label: 'Time', of: '@timestamp', every: 'auto' } as const;

/** Panels of the chat's lines. */
export const chatPanels = (config: Config) =>
  ({
    lines: {
      id: 'gapwatch-logs-lines',
      title: 'Lines',
      description:
        'Lines of the log. The canary writes two a minute also while nobody talks: none at all is a log that does not arrive.',
      shape: 'number',
      of: lines,
    },
    errors: {
      id: 'gapwatch-logs-error-lines',
      title: 'Errors',
      description: 'Lines that tell of something that failed.',
      only: failed,
      shape: 'number',
      of: { take: 'count', label: 'Errors' },
    },
    blocked: {
      id: 'gapwatch-logs-blocked-lines',
      title: 'Blocked messages',
      description: 'Messages that were kept back for a bad word.',
      only: blocked,
      shape: 'number',
      of: { take: 'count', label: 'Messages' },
    },
    slow: {
      id: 'gapwatch-logs-slow-lines',
      title: 'Slow queries',
      description:
        'Requests, events and statements of MySQL that took longer than the alerts allow the slowest hundredth.',
      only: slow(config),
      shape: 'number',
      of: { take: 'count', label: 'Requests, events, statements' },
    },
    levels: {
      id: 'gapwatch-logs-levels',
      title: 'Lines by level',
      description: 'What is logged, and how grave it is.',
      shape: 'columns',
      by: overTime,
      split: { by: 'values', label: 'Level', of: 'log.level', most: 4 },
      of: lines,
    },
    kinds: {
      id: 'gapwatch-logs-error-kinds',
      title: 'Errors by kind',
      description: 'The class of each error that came with a line, and how many requests it hit.',
      only: { is: 'there', field: 'error.type' },
      shape: 'table',
      by: [{ by: 'values', label: 'Error', of: 'error.type', most: 20 }],
      of: [lines, { take: 'unique', label: 'Requests', of: 'http.request.id' }],
    },
    rooms: {
      id: 'gapwatch-logs-blocked-rooms',
      title: 'Blocked messages by room',
      description: 'Where bad words are said.',
      only: blocked,
      shape: 'columns',
      by: overTime,
      split: { by: 'values', label: 'Room', of: 'labels.room', most: 10 },
      of: { take: 'count', label: 'Messages' },
    },
    routes: {
      id: 'gapwatch-logs-routes',
      title: 'Routes, the slowest first',
      description: 'How long requests took, by route, and how many failed.',
      only: ofRequests,
      shape: 'table',
      by: [{ by: 'values', label: 'Route', of: 'url.path', most: 20 }],
      of: [
        slowest,
        { take: 'count', label: 'Requests' },
        {
          take: 'count',
          label: 'Answered with 5xx',
          only: { is: 'at least', field: 'http.response.status_code', number: 500 },
        },
      ],
    },
    events: {
      id: 'gapwatch-logs-events',
      title: 'Socket events, the slowest first',
      description: 'How long events took, and how many were not carried out.',
      only: ofEvents,
      shape: 'table',
      by: [{ by: 'values', label: 'Event', of: 'event.action', most: 20 }],
      of: [
        slowest,
        { take: 'count', label: 'Events' },
        { take: 'count', label: 'Not carried out', only: { is: 'there', field: 'event.reason' } },
      ],
    },
    statements: {
      id: 'gapwatch-logs-statements',
      title: 'Slow statements of MySQL',
      description: 'Statements that alone took longer than a request may take, and how many requests waited for them.',
      only: ofStatements,
      shape: 'table',
      by: [{ by: 'values', label: 'Statement', of: 'db.query.text', most: 20 }],
      of: [slowest, { take: 'count', label: 'Times' }, { take: 'unique', label: 'Requests', of: 'http.request.id' }],
    },
    durations: {
      id: 'gapwatch-logs-durations',
      title: 'How long events take',
      description: 'Of a hundred socket events 95 took no longer.',
      only: ofEvents,
      shape: 'lines',
      by: overTime,
      split: { by: 'values', label: 'Event', of: 'event.action', most: 6 },
      of: slowest,
    },
    writers: {
      id: 'gapwatch-logs-writers',
      title: 'Who writes',
      description:
        'Lines by machine and worker, and the builds that they run: two at once are a deploy that is not through.',
      shape: 'table',
      by: [
        { by: 'values', label: 'Machine', of: 'host.hostname', most: 20 },
        { by: 'values', label: 'Worker', of: 'labels.worker', most: 20 },
      ],
      of: [lines, { take: 'unique', label: 'Builds', of: 'service.version' }],
    },
    clients: {
      id: 'gapwatch-logs-clients',
      title: 'Clients turned away',
      description: 'Whose handshakes were refused, or who sent too much.',
      only: { is: 'there', field: 'client.address' },
      shape: 'table',
      by: [{ by: 'values', label: 'Client', of: 'client.address', most: 20 }],
      of: [lines],
    },
  }) as const satisfies Readonly<Record<string, Panel<ChatField>>>;
