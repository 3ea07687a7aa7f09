import type { Search } from '../objects/search.ts';
import { type Column, dashboardField } from '../view.ts';
import { failed, ofAnyRequest, ofService } from './conditions.ts';
import { type LineField, lineColumns } from './view.ts';

type LineSearch = Search<LineField>;

const newestFirst = [['@timestamp', 'desc']] as const;

const errorColumns: readonly Column<LineField>[] = [
  'message',
  'error.type',
  'error.code',
  'error.message',
  'http.request.id',
  dashboardField,
];

/** Searches of the lines of all services. */
export const allSearches = {
  errors: {
    id: 'gapwatch-services-errors',
    title: 'All services: errors',
    description: 'What failed, and where. The link at http.request.id tells the whole story of that request.',
    only: failed,
    columns: ['service.name', ...errorColumns],
    by: newestFirst,
  },
  story: {
    id: 'gapwatch-services-request',
    title: "All services: one request's story",
    description:
      'Every line of one request in all services that gave it the same id, in their order. Write it in place of the star; for a trace write trace.id in place of http.request.id too.',
    only: ofAnyRequest,
    columns: ['http.request.id', ...lineColumns],
    by: [
      ['@timestamp', 'asc'],
      ['event.sequence', 'asc'],
    ],
  },
} as const satisfies Readonly<Record<string, LineSearch>>;

/** Searches of the lines of one service. @param dataset as the configuration names it */
export const serviceSearches = (dataset: string) =>
  ({
    lines: {
      id: `gapwatch-service-${dataset}-lines`,
      title: `${dataset}: log lines`,
      description: 'Everything that this service logs.',
      only: ofService(dataset),
      columns: lineColumns,
      by: newestFirst,
    },
    errors: {
      id: `gapwatch-service-${dataset}-errors`,
      title: `${dataset}: errors`,
      description: 'What failed in this service. The link at http.request.id tells the whole story of that request.',
      only: { is: 'all', of: [ofService(dataset), failed] },
      columns: errorColumns,
      by: newestFirst,
    },
  }) as const satisfies Readonly<Record<string, LineSearch>>;
