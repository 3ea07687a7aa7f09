import type { AlertRule } from '../alert-rule.ts';

/** An alert has been seen to fire, and to be quiet. */
export const alertTests: AlertRule = {
  name: 'alert-tests',
  why: 'An alert that never fired in a test may never fire, and one that was never quiet may never cease.',
  find: ({ written: { alert, labels }, tests }) => {
    const { fires, quiet } = tests.get(alert) ?? { fires: 0, quiet: 0 };
    // What calls nobody need not be quiet.
    const lacks = [
      ...(fires > 0 ? [] : ['in which it fires']),
      ...(quiet > 0 || labels.severity === 'none' ? [] : ['in which it is quiet']),
    ];
    return lacks.map((which) => `it has no test ${which}; add one to the definition of the alert.`);
  },
  good: [
    {},
    {
      alert: 'Watchdog',
      labels: { severity: 'none' },
      annotations: {
        summary: 'It works',
        description: 'Always.',
        runbook_url: 'https://shop.example/runbooks/Watchdog.md',
        dashboard_url: 'https://grafana.example/d/shop?viewPanel=7',
      },
    },
  ],
  bad: [
    {
      example: { alert: 'Unproven' },
      says: 'it has no test in which it fires; add one to the definition of the alert.',
    },
    {
      example: { alert: 'Loud' },
      says: 'it has no test in which it is quiet; add one to the definition of the alert.',
    },
  ],
};
