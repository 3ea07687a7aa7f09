import { logFields } from '../../app/logging/fields.ts';
import { discoverUrl } from '../../config/discover-url.ts';
import { logDataStream, logDataView } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { dashboardLink, roomScript } from '../objects/dashboard-script.ts';
import { type Column, dashboardField, type Format, type View } from '../view.ts';

/** A field that a line of the chat may have. */
export type ChatField = (typeof logFields)[number];

/** What one reads of the lines of one request, in their order. */
export const storyColumns: readonly Column<ChatField>[] = [
  'log.level',
  'message',
  'event.action',
  'event.duration',
  'user.id',
  'labels.worker',
  'error.message',
];

/** Opens all lines that have the same id, as far back as lines are kept. */
const sameId = (config: Config, field: 'http.request.id' | 'trace.id', label: string): Format => ({
  as: 'link',
  label,
  url: discoverUrl(config, {
    dataView: logDataView,
    columns: storyColumns,
    language: 'kuery',
    query: [`${field} : "`, { filledIn: '{{value}}' }, '"'],
    from: `now-${config.logs.keepDays}d`,
    to: 'now',
    order: 'asc',
  }),
});

/** What the chat service logs. */
export const chatView = (config: Config): View<ChatField> => ({
  id: logDataView,
  name: 'Chat: log lines',
  index: logDataStream(config),
  fields: logFields,
  own: { is: 'one of', field: 'service.name', values: [config.service] },
  dashboardScript: roomScript(config),
  formats: {
    'event.duration': { as: 'duration' },
    'http.request.id': sameId(config, 'http.request.id', '{{value}} (its story)'),
    'trace.id': sameId(config, 'trace.id', '{{value}} (all of it)'),
    [dashboardField]: dashboardLink(config),
  },
});
