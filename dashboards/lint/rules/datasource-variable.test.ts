import { expect, it } from 'vitest';
import { exampleDashboard } from '../../../test/support/example-dashboard.ts';
import { datasourceVariable } from './datasource-variable.ts';

const known = { metrics: [] };
const withVariables = (...list: object[]) => exampleDashboard({ templating: { list: list as never } });

it('accepts the variable datasource', () => {
  expect(datasourceVariable(exampleDashboard(), known)).toEqual([]);
});

it('refuses a dashboard without one', () => {
  expect(datasourceVariable(withVariables(), known)).toEqual([
    { where: 'variable datasource', message: 'it is missing; add a variable of type datasource.' },
  ]);
});

it('refuses one of another name or label', () => {
  const message = 'name it datasource, label it "Data source" and let it offer prometheus.';
  const good = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' };
  for (const wrong of [{ name: 'ds' }, { label: 'Source' }, { query: 'loki' }]) {
    expect(datasourceVariable(withVariables({ ...good, ...wrong }), known)).toEqual([
      { where: 'variable datasource', message },
    ]);
  }
});
