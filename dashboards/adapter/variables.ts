import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { print } from '../../metrics/promql/print.ts';
import { selectAny } from '../../metrics/promql/selector.ts';
import type { Choice, Dashboard } from './dashboard.ts';
import { dataSource } from './data-source.ts';
import { chosen } from './target.ts';

const choiceOf = (name: string, label: string, series: string): VariableModel =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query(`label_values(${series}, ${name})`)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .build();

const own = ({ name, label, of }: Choice): VariableModel => choiceOf(name, label, print(selectAny([of], chosen)));

/**
 * What a reader chooses at the top: the Prometheus, jobs and instances that expose one of the dashboard's metrics, what else it is
 * about, and the Elasticsearch of its log lines.
 */
export const variablesOf = ({ of, choices = [] }: Pick<Dashboard, 'of' | 'choices'>): VariableModel[] => [
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').build(),
  choiceOf('job', 'Job', print(selectAny(of))),
  choiceOf('instance', 'Instance', print(selectAny(of, { job: { variable: 'job' } }))),
  ...choices.map(own),
  new DatasourceVariableBuilder('logs').label('Logs').type('elasticsearch').build(),
];

/**
 * The variables that a link takes along: data sources always, a choice where the other dashboard has the same one. Jobs and
 * instances only where it watches the same: with others it would be empty.
 */
export const keptBy = (from: Dashboard, to: Dashboard): string[] => {
  const same = from.of.length === to.of.length && from.of.every((metric) => to.of.includes(metric));
  const names = (to.choices ?? []).map(({ name }) => name);
  return [
    'datasource',
    ...(same ? ['job', 'instance'] : []),
    ...(from.choices ?? []).map(({ name }) => name).filter((name) => names.includes(name)),
    'logs',
  ];
};
