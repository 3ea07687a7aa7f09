import { exampleDashboard } from '../example-dashboard.ts';
import type { DashboardRule } from '../rule.ts';

const where = 'variable datasource';
const others = exampleDashboard().templating.list.slice(1);
const named = (name: string, label: string) => ({
  templating: { list: [{ name, label, type: 'datasource', query: 'prometheus' }, ...others] },
});

/** One dashboard serves every environment. */
export const datasourceVariable: DashboardRule = {
  name: 'datasource-variable',
  why: 'Without the choice of a Prometheus a dashboard shows one environment only, or has to be copied.',
  find: ({ dashboard: { templating } }) => {
    const variable = templating.list.find(({ type, query }) => type === 'datasource' && query === 'prometheus');
    if (!variable)
      return [{ where, message: 'it is missing; add a variable of type datasource that offers prometheus.' }];
    return variable.name === 'datasource' && variable.label === 'Data source'
      ? []
      : [{ where, message: 'name it datasource, and label it "Data source".' }];
  },
  good: [{}],
  bad: [
    {
      example: { templating: { list: [...others] } },
      says: 'variable datasource: it is missing; add a variable of type datasource that offers prometheus.',
    },
    {
      example: named('ds', 'Data source'),
      says: 'variable datasource: name it datasource, and label it "Data source".',
    },
    {
      example: named('datasource', 'DS'),
      says: 'variable datasource: name it datasource, and label it "Data source".',
    },
  ],
};
