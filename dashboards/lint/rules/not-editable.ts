import type { Rule } from '../rule.ts';

/** What somebody edits in Grafana is lost at the next start. */
export const notEditable: Rule = ({ editable }) =>
  editable ? [{ where: 'editable', message: 'it must be false: the source of the dashboard is code.' }] : [];
