import { exampleDashboard, targetVariable } from '../example-dashboard.ts';
import type { DashboardRule } from '../rule.ts';
import { labelQuery } from '../variable-query.ts';

const { list } = exampleDashboard().templating;
const withJob = (changes: object) => ({
  templating: { list: list.map((one) => (one.name === 'job' ? { ...one, ...changes } : one)) },
});
const bad = (changes: object, message: string) => ({
  example: withJob(changes),
  says: `variable job: ${message}`,
});

/** The reader chooses jobs and instances, all of them at first. */
export const targetVariables: DashboardRule = {
  name: 'target-variables',
  why: 'Every query is restricted to the chosen job and instance: without the choice, or with another meaning of all, it is empty.',
  find: ({ dashboard: { templating } }) =>
    ['job', 'instance'].flatMap((name) => {
      const where = `variable ${name}`;
      const variable = templating.list.find((one) => one.name === name);
      if (!variable) return [{ where, message: 'it is missing; add a query variable of that name.' }];
      const faults: [boolean, string][] = [
        [variable.type !== 'query', 'make it a query variable.'],
        [variable.datasource?.uid !== `\${datasource}`, 'let it ask the chosen data source.'],
        [variable.label?.toLowerCase() !== name, 'label it Job or Instance, as its name.'],
        [!variable.multi || !variable.includeAll, 'let several and all be chosen.'],
        [variable.allValue !== '.+', 'let all stand for .+, which also matches what came later.'],
        [labelQuery(variable.query)?.label !== name, `make its query label_values(series, ${name}).`],
      ];
      return faults.flatMap(([wrong, message]) => (wrong ? [{ where, message }] : []));
    }),
  good: [{}, withJob(targetVariable('job', 'Job', 'shop_carts'))],
  bad: [
    {
      example: { templating: { list: list.filter(({ name }) => name !== 'instance') } },
      says: 'variable instance: it is missing; add a query variable of that name.',
    },
    bad({ type: 'custom' }, 'make it a query variable.'),
    bad({ datasource: { uid: 'mine' } }, 'let it ask the chosen data source.'),
    bad({ label: 'Service' }, 'label it Job or Instance, as its name.'),
    bad({ multi: false }, 'let several and all be chosen.'),
    bad({ includeAll: false }, 'let several and all be chosen.'),
    bad({ allValue: null }, 'let all stand for .+, which also matches what came later.'),
    bad({ query: 'label_values(up, instance)' }, 'make its query label_values(series, job).'),
  ],
};
