import type { Condition } from '../query/condition.ts';
import type { AccessField } from './view.ts';

/** The access breaks a rule of `abnormalAccess`. */
export const abnormal: Condition<AccessField> = { is: 'there', field: 'rule.name' };

/** Answers of a class, as 4 for all from 400 to 499. */
export const answered = (hundreds: 2 | 3 | 4 | 5): Condition<AccessField> => ({
  is: 'all',
  of: [
    { is: 'at least', field: 'http.response.status_code', number: hundreds * 100 },
    { is: 'below', field: 'http.response.status_code', number: (hundreds + 1) * 100 },
  ],
});
