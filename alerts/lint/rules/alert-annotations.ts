import type { AlertRule } from '../alert-rule.ts';
import { exampleAlert } from '../example-alert.ts';

/** What every notification needs: what is wrong, in a line and in full, and where to look. */
const needed = ['summary', 'description', 'runbook_url', 'dashboard_url'];

const { annotations } = exampleAlert();

/** A notification says all that a person needs. */
export const alertAnnotations: AlertRule = {
  name: 'alert-annotations',
  why: 'Who is called at night reads the notification only: what is wrong, since when, where to look and what to do.',
  find: ({ written }) =>
    needed
      .filter((name) => !written.annotations[name]?.trim())
      .map((name) => `it lacks the annotation ${name}; add it.`),
  good: [{}],
  bad: [
    {
      example: { annotations: { ...annotations, description: ' ' } },
      says: 'it lacks the annotation description; add it.',
    },
    { example: { annotations: {} }, says: 'it lacks the annotation runbook_url; add it.' },
  ],
};
