import type { AlertSurroundings, WrittenAlert } from './alert-rule.ts';

/** An alert that keeps all rules, but for what an example changes. */
export const exampleAlert = (changes: Partial<WrittenAlert> = {}): WrittenAlert => ({
  alert: 'CartsLeft',
  group: 'shop',
  expr: 'max by (job, shop) (shop_carts) > 100',
  for: '5m',
  labels: { severity: 'ticket' },
  annotations: {
    summary: 'Carts stand about in {{ $labels.shop }}',
    description: 'There are {{ $value | humanize }} of them, more than 100, for 5m.',
    runbook_url: 'https://shop.example/runbooks/CartsLeft.md',
    dashboard_url: 'https://grafana.example/d/shop?viewPanel=7',
  },
  ...changes,
});

const runbook = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation']
  .map((part) => `## ${part}\n\nSome words.\n`)
  .join('\n');

/** What there is beside the alerts of the examples; `Unproven` and `Loud` lack a part. */
export const exampleSurroundings: AlertSurroundings = {
  tests: new Map([
    ['CartsLeft', { fires: 1, quiet: 2 }],
    ['Loud', { fires: 1, quiet: 0 }],
    ['Watchdog', { fires: 1, quiet: 0 }],
  ]),
  runbooks: new Map([
    ['CartsLeft', runbook],
    ['Loud', runbook.replace('## Mitigation', '## Ideas')],
    ['Watchdog', runbook],
  ]),
  panels: new Set(['shop/7']),
  externalLabels: ['environment'],
  evaluationSeconds: 15,
};
