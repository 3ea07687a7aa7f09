import type { Search } from '../objects/search.ts';
import { dashboardField } from '../view.ts';
import { abnormal } from './conditions.ts';
import { type AccessField, accessColumns } from './view.ts';

/** Searches of the accesses. */
export const accessSearches = {
  abnormal: {
    id: 'gapwatch-accesses-abnormal',
    title: 'nginx: abnormal accesses',
    description: 'Accesses that break a rule, and which; a request may break several.',
    only: abnormal,
    columns: ['rule.name', ...accessColumns, 'user_agent.original', dashboardField],
    by: [['@timestamp', 'desc']],
  },
} as const satisfies Readonly<Record<string, Search<AccessField>>>;
