import { dataViews } from '../../config/data-views.ts';
import { logDataStreams } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { lineFields } from '../../winston/fields.ts';
import { dashboardLink, minutesScript } from '../objects/dashboard-script.ts';
import { sameId } from '../objects/same-id.ts';
import { type Column, dashboardField, type View } from '../view.ts';

/** A field that a line of any service may have. */
export type LineField = (typeof lineFields)[number];

/** What one reads of lines of several services, in their order. */
export const lineColumns: readonly Column<LineField>[] = [
  'service.name',
  'log.level',
  'message',
  'event.action',
  'host.hostname',
  'error.message',
];

/**
 * Lines of the chat and of all services that the configuration names, as a request goes through several. Those of a service that it does
 * not name are there too where they came by Logstash, which puts them beside the chat's.
 */
export const servicesView = (config: Config): View<LineField> => {
  const shown = { dataView: dataViews.services, columns: lineColumns };
  return {
    id: dataViews.services,
    name: 'All services: log lines',
    index: logDataStreams(config).join(','),
    fields: lineFields,
    dashboardScript: minutesScript(),
    formats: {
      'http.request.id': sameId(config, 'http.request.id', shown),
      'trace.id': sameId(config, 'trace.id', shown),
      [dashboardField]: dashboardLink(config),
    },
  };
};
