import { expect, it } from 'vitest';
import { exampleDashboard, targetVariable } from '../../../test/support/example-dashboard.ts';
import { targetVariables } from './target-variables.ts';

const known = { metrics: [] };
const good = { job: targetVariable('job', 'Job', 'up'), instance: targetVariable('instance', 'Instance', 'up') };
const faultsOf = (job: object) => {
  const list = [{ ...good.job, ...job }, good.instance];
  return targetVariables(exampleDashboard({ templating: { list } }), known);
};

it('accepts the variables job and instance', () => {
  expect(targetVariables(exampleDashboard(), known)).toEqual([]);
});

it('refuses a dashboard without one of them', () => {
  expect(targetVariables(exampleDashboard({ templating: { list: [good.job] } }), known)).toEqual([
    { where: 'variable instance', message: 'it is missing; add a query variable of that name.' },
  ]);
});

it.each<[object, string]>([
  [{ type: 'custom' }, 'make it a query variable.'],
  [{ datasource: { uid: 'mine' } }, 'let it ask the chosen data source.'],
  [{ label: 'Service' }, 'label it Job or Instance, as its name.'],
  [{ multi: false }, 'let several and all be chosen.'],
  [{ includeAll: false }, 'let several and all be chosen.'],
  [{ allValue: null }, 'let all stand for .+, which also matches what came later.'],
  [{ refresh: 1 }, 'refresh it when the time range changes (2).'],
  [{ query: 'label_values(up, instance)' }, 'make its query label_values(series, job).'],
  [{ query: 'label_values(up{, job)' }, 'make its query label_values(series, job).'],
])('refuses %j', (wrong, message) => {
  expect(faultsOf(wrong)).toEqual([{ where: 'variable job', message }]);
});
