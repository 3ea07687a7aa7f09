import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { print } from '../../metrics/promql/print.ts';
import { selectAny } from '../../metrics/promql/selector.ts';
import type { Dashboard } from './dashboard.ts';
import { dataSource } from './data-source.ts';

const targetVariable = (name: string, label: string, series: string): VariableModel =>
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

/** What a reader chooses at the top: the Prometheus, then jobs and instances that expose one of the dashboard's metrics. */
export const variablesOf = ({ of }: Pick<Dashboard, 'of'>): VariableModel[] => [
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').build(),
  targetVariable('job', 'Job', print(selectAny(of))),
  targetVariable('instance', 'Instance', print(selectAny(of, { job: { variable: 'job' } }))),
];
