import type { Panel } from '../lens/panel.ts';
import { failed } from './conditions.ts';
import type { LineField } from './view.ts';

const lines = { take: 'count', label: 'Lines' } as const;
const errors = { take: 'count', label: 'Errors' } as const;
const overTime = { by: 'time', label: 'Time', of: '@timestamp', every: 'auto' } as const;
const byService = { by: 'values', label: 'Service', of: 'service.name', most: 20 } as const;

/** Panels of the lines of all services. */
export const servicePanels = {
  services: {
    id: 'gapwatch-services-all',
    title: 'Services',
    description:
      'Who logs how much, how much of it tells of failures, on how many machines, and with how many versions.',
    shape: 'table',
    by: [byService],
    of: [
      lines,
      { ...errors, only: failed },
      { take: 'unique', label: 'Machines', of: 'host.hostname' },
      { take: 'unique', label: 'Processes', of: 'labels.writer' },
      { take: 'unique', label: 'Versions', of: 'service.version' },
    ],
  },
  kinds: {
    id: 'gapwatch-services-error-kinds',
    title: 'Errors by service and kind',
    description: 'The class of each error that came with a line, and how many requests it hit.',
    only: { is: 'there', field: 'error.type' },
    shape: 'table',
    by: [byService, { by: 'values', label: 'Error', of: 'error.type', most: 20 }],
    of: [lines, { take: 'unique', label: 'Requests', of: 'http.request.id' }],
  },
  lines: {
    id: 'gapwatch-services-lines',
    title: 'Lines by service',
    description: 'Who logs when: one that stops is a service that is away, or whose lines do not arrive.',
    shape: 'columns',
    by: overTime,
    split: { ...byService, most: 10 },
    of: lines,
  },
  errors: {
    id: 'gapwatch-services-error-lines',
    title: 'Errors by service',
    description: 'Where something fails, and since when.',
    only: failed,
    shape: 'columns',
    by: overTime,
    split: { ...byService, most: 10 },
    of: errors,
  },
} as const satisfies Readonly<Record<string, Panel<LineField>>>;
