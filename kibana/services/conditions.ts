import { canaryAction } from '../../app/logging/canary-fields.ts';
import { failedLevels } from '../../config/failed-levels.ts';
import type { Condition } from '../query/condition.ts';
import type { LineField } from './view.ts';

/** Something failed that should not. */
export const failed: Condition<LineField> = {
  is: 'one of',
  field: 'log.level',
  values: failedLevels,
};

/** The line belongs to what somebody asked some service for. */
export const ofAnyRequest: Condition<LineField> = {
  is: 'all',
  of: [
    { is: 'there', field: 'http.request.id' },
    { is: 'none of', field: 'event.action', values: [canaryAction] },
  ],
};

/** The line is one of that service. */
export const ofService = (dataset: string): Condition<LineField> => ({
  is: 'one of',
  field: 'event.dataset',
  values: [dataset],
});
