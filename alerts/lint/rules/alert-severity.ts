import type { AlertRule } from '../alert-rule.ts';

const severities = ['page', 'ticket', 'none'];

/** Somebody is called, looks, or nobody. */
export const alertSeverity: AlertRule = {
  name: 'alert-severity',
  why: 'Routes go by severity: an alert with another one, or none, reaches nobody.',
  find: ({ written: { labels } }) => {
    const severity = labels.severity ?? '(none given)';
    return severities.includes(severity) ? [] : [`its severity is ${severity}, expected page, ticket or none.`];
  },
  good: [{ labels: { severity: 'page' } }],
  bad: [
    { example: { labels: { severity: 'urgent' } }, says: 'its severity is urgent, expected page, ticket or none.' },
    { example: { labels: {} }, says: 'its severity is (none given), expected page, ticket or none.' },
  ],
};
