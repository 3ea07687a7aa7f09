import type { AlertRule } from '../alert-rule.ts';

/** Names that read like names. */
export const alertName: AlertRule = {
  name: 'alert-name',
  why: 'The name of an alert is the name of its runbook, and stands in routes, silences and drills.',
  find: ({ written: { alert } }) => (/^[A-Z][A-Za-z0-9]*$/.test(alert) ? [] : ['name it in CamelCase.']),
  good: [{}],
  bad: [{ example: { alert: 'carts_left' }, says: 'name it in CamelCase.' }],
};
