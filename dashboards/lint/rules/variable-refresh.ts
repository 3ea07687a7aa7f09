import { exampleDashboard } from '../example-dashboard.ts';
import type { DashboardRule } from '../rule.ts';

/** Grafana's number for asking again whenever the time range changes. */
const onTimeRangeChange = 2;

const refreshed = (refresh: number) => ({
  templating: {
    list: exampleDashboard().templating.list.map((one) => (one.type === 'query' ? { ...one, refresh } : one)),
  },
});

/** What can be chosen is what there was in the shown time. */
export const variableRefresh: DashboardRule = {
  name: 'variable-refresh',
  why: 'A variable that asks only once does not offer what was there in the time that one looks at.',
  find: ({ dashboard: { templating } }) =>
    templating.list
      .filter(({ type, refresh }) => type === 'query' && refresh !== onTimeRangeChange)
      .map(({ name }) => ({ where: `variable ${name}`, message: 'refresh it when the time range changes (2).' })),
  good: [refreshed(2)],
  bad: [{ example: refreshed(1), says: 'variable job: refresh it when the time range changes (2).' }],
};
