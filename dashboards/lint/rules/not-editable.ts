import type { DashboardRule } from '../rule.ts';

/** The source of a dashboard is code. */
export const notEditable: DashboardRule = {
  name: 'not-editable',
  why: 'What somebody edits in Grafana is lost when the dashboard is loaded again.',
  find: ({ dashboard: { editable } }) =>
    editable ? [{ where: 'editable', message: 'it must be false: the source of the dashboard is code.' }] : [],
  good: [{ editable: false }],
  bad: [{ example: { editable: true }, says: 'editable: it must be false: the source of the dashboard is code.' }],
};
