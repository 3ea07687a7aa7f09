import { dashboardSchema } from './dashboard-json.ts';
import { shownPanels } from './rule.ts';

/** The panels of a dashboard, each as `uid/id`, as links name them; none of what is no dashboard. */
export const panelsOf = (json: unknown): string[] => {
  const parsed = dashboardSchema.safeParse(json);
  return parsed.success ? shownPanels(parsed.data).map(({ id }) => `${String(parsed.data.uid)}/${id}`) : [];
};
