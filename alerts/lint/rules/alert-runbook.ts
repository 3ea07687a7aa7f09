import type { AlertRule } from '../alert-rule.ts';
import { exampleAlert } from '../example-alert.ts';

const parts = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'];

const { annotations } = exampleAlert();
const named = (alert: string) => ({
  alert,
  annotations: { ...annotations, runbook_url: `https://shop.example/runbooks/${alert}.md` },
});

/** What to do stands in a runbook, and the notification leads there. */
export const alertRunbook: AlertRule = {
  name: 'alert-runbook',
  why: 'An alert that nobody knows what to do about wakes somebody for nothing.',
  find: ({ written: { alert, annotations: told }, runbooks }) => {
    const runbook = runbooks.get(alert);
    if (runbook === undefined)
      return [`there is no runbook ${alert}.md; write what to do when it fires, and generate.`];
    const missing = parts.filter((part) => !new RegExp(`^## ${part}\\n+[^#\\s]`, 'm').test(runbook));
    const url = told.runbook_url;
    return [
      ...missing.map((part) => `its runbook says nothing under ${part}; write it.`),
      ...(url && !url.endsWith(`/${alert}.md`) ? [`its runbook_url leads elsewhere than to ${alert}.md: ${url}.`] : []),
    ];
  },
  good: [{}],
  bad: [
    {
      example: named('Unproven'),
      says: 'there is no runbook Unproven.md; write what to do when it fires, and generate.',
    },
    { example: named('Loud'), says: 'its runbook says nothing under Mitigation; write it.' },
    {
      example: { annotations: { ...annotations, runbook_url: 'https://shop.example/runbooks/Other.md' } },
      says: 'its runbook_url leads elsewhere than to CartsLeft.md: https://shop.example/runbooks/Other.md.',
    },
  ],
};
