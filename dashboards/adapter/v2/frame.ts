import type { AnnotationQuery, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  type AnnotationQueryKind,
  VariableHide,
  type VariableKind,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboardv2beta1';
import { dataQuery } from './data-query.ts';

const shared = { hide: VariableHide.DontHide, skipUrlSync: false, allowCustomValue: true } as const;

const datasourceVariable = ({ name, label = name, query }: VariableModel): VariableKind => ({
  kind: 'DatasourceVariable',
  spec: {
    ...shared,
    options: [],
    name,
    label,
    pluginId: String(query),
    refresh: VariableRefresh.OnDashboardLoad,
    regex: '',
    current: { text: '', value: '' },
    multi: false,
    includeAll: false,
  },
});

const queryVariable = ({ name, label = name, query, datasource, allValue, current }: VariableModel): VariableKind => ({
  kind: 'QueryVariable',
  spec: {
    ...shared,
    options: [],
    name,
    label,
    // How Grafana keeps a query that is a text.
    query: dataQuery(datasource ?? {}, { __legacyStringValue: String(query) }),
    current: { text: current?.text ?? '', value: current?.value ?? '' },
    refresh: VariableRefresh.OnTimeRangeChanged,
    regex: '',
    sort: VariableSort.AlphabeticalAsc,
    multi: true,
    includeAll: true,
    ...(allValue !== undefined && { allValue }),
  },
});

/** A variable of the dashboard in the newer schema. */
export const variableOf = (variable: VariableModel): VariableKind =>
  variable.type === 'datasource' ? datasourceVariable(variable) : queryVariable(variable);

/** An annotation in the newer schema: how its marks are worded is an option of the data source. */
export const annotationOf = ({
  name,
  enable,
  iconColor,
  datasource,
  expr,
  ...rest
}: AnnotationQuery): AnnotationQueryKind => {
  const { titleFormat, tagKeys, useValueForTime } = rest;
  return {
    kind: 'AnnotationQuery',
    spec: {
      name,
      enable,
      hide: false,
      iconColor,
      query: dataQuery(datasource ?? {}, { expr, refId: 'Anno' }),
      legacyOptions: {
        expr,
        ...(titleFormat !== undefined && { titleFormat }),
        ...(tagKeys !== undefined && { tagKeys }),
        ...(useValueForTime !== undefined && { useValueForTime }),
      },
    },
  };
};
