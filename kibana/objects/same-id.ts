import { discoverUrl } from '../../config/discover-url.ts';
import type { Config } from '../../config/load-config.ts';
import type { Format } from '../view.ts';

/** Where lines are shown, and what of them. */
export interface Shown {
  readonly dataView: string;
  readonly columns: readonly string[];
}

const labels = { 'http.request.id': '{{value}} (its story)', 'trace.id': '{{value}} (all of it)' } as const;

/** Opens all lines that have the same id, in their order, as far back as lines are kept. */
export const sameId = (config: Config, field: keyof typeof labels, { dataView, columns }: Shown): Format => ({
  as: 'link',
  label: labels[field],
  url: discoverUrl(config, {
    dataView,
    columns,
    language: 'kuery',
    query: [`${field} : "`, { filledIn: '{{value}}' }, '"'],
    from: `now-${config.logs.keepDays}d`,
    to: 'now',
    order: 'asc',
  }),
});
