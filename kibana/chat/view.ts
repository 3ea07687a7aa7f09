import { logFields } from '../../app/logging/fields.ts';
import { dataViews } from '../../config/data-views.ts';
import { logDataStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { dashboardLink, roomScript } from '../objects/dashboard-script.ts';
import { type Shown, sameId } from '../objects/same-id.ts';
import { lineColumns } from '../services/view.ts';
import { type Column, dashboardField, type View } from '../view.ts';

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

/** A trace goes through all services. */
const traced = ({ logs }: Pick<Config, 'logs'>): Shown =>
  logs.services.length > 0
    ? { dataView: dataViews.services, columns: lineColumns }
    : { dataView: dataViews.chat, columns: storyColumns };

/** What the chat service logs. */
export const chatView = (config: Config): View<ChatField> => ({
  id: dataViews.chat,
  name: 'Chat: log lines',
  index: logDataStream(config),
  fields: logFields,
  own: { is: 'one of', field: 'service.name', values: [config.service] },
  dashboardScript: roomScript(config),
  formats: {
    'event.duration': { as: 'duration' },
    'http.request.id': sameId(config, 'http.request.id', { dataView: dataViews.chat, columns: storyColumns }),
    'trace.id': sameId(config, 'trace.id', traced(config)),
    [dashboardField]: dashboardLink(config),
  },
});
