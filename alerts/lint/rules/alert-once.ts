import type { AlertRule } from '../alert-rule.ts';

/** One alert of a name. */
export const alertOnce: AlertRule = {
  name: 'alert-once',
  why: 'Of two alerts with one name nobody knows which one fires, and a silence quiets both.',
  find: ({ written: { alert }, earlier }) =>
    earlier.includes(alert) ? ['an alert before it has the same name; rename one, or remove it.'] : [],
  good: [{}],
  bad: [
    {
      example: { alert: 'Before' },
      says: 'an alert before it has the same name; rename one, or remove it.',
    },
  ],
};
