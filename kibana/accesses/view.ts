import { dataViews } from '../../config/data-views.ts';
import { discoverUrl } from '../../config/discover-url.ts';
import type { Config } from '../../config/load-config.ts';
import { nginxLogFields, nginxLogStream } from '../../logstash/nginx/fields.ts';
import { dashboardLink, minutesScript } from '../objects/dashboard-script.ts';
import { type Column, dashboardField, type View } from '../view.ts';

/** A field that an access may have. */
export type AccessField = (typeof nginxLogFields)[number];

/** What one sees of an access before one opens it. */
export const accessColumns: readonly Column<AccessField>[] = [
  'client.address',
  'http.request.method',
  'url.original',
  'http.response.status_code',
  'http.response.body.bytes',
];

/** Accesses that nginx logs. Lines that are none of an access are in the data stream too, and in no number. */
export const accessView = (config: Config): View<AccessField> => ({
  id: dataViews.accesses,
  name: 'nginx: accesses',
  index: `${nginxLogStream.type}-${nginxLogStream.dataset}-${config.environment}`,
  fields: nginxLogFields,
  own: { is: 'one of', field: 'event.kind', values: ['event'] },
  dashboardScript: minutesScript(),
  formats: {
    'http.response.body.bytes': { as: 'bytes' },
    'client.address': {
      as: 'link',
      label: '{{value}} (all of theirs)',
      url: discoverUrl(config, {
        dataView: dataViews.accesses,
        columns: accessColumns,
        language: 'kuery',
        query: ['client.address : "', { filledIn: '{{value}}' }, '"'],
        from: `now-${config.logs.keepDays}d`,
        to: 'now',
        order: 'desc',
      }),
    },
    [dashboardField]: dashboardLink(config),
  },
});
