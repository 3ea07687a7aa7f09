import type { LogField } from '../../app/logging/fields.ts';
import { queryOf } from '../query/kql.ts';
import type { Bucket, Measure, Panel } from './panel.ts';

/** The one layer that each panel has. */
export const layerId = 'lines';

/** Id of the group, or of the number, at a place. */
export const groupId = (n: number): string => `group-${n}`;
export const numberId = (n: number): string => `number-${n}`;

const shown = (label: string) => ({ label, customLabel: true });

/** All numbers are nothing, not 0, where there are no lines; a count is 0. */
const measureColumn = <F extends LogField>(measure: Measure<F>): object => {
  const number = { ...shown(measure.label), dataType: 'number', isBucketed: false, scale: 'ratio' };
  switch (measure.take) {
    case 'count':
      return {
        ...number,
        operationType: 'count',
        sourceField: '___records___',
        params: { emptyAsNull: false },
        ...(measure.only && { filter: queryOf(measure.only) }),
      };
    case 'unique':
      return {
        ...number,
        operationType: 'unique_count',
        sourceField: measure.of,
        params: { emptyAsNull: false },
      };
    case 'mean':
      return { ...number, operationType: 'average', sourceField: measure.of, params: { emptyAsNull: true } };
    case 'percentile':
      return {
        ...number,
        operationType: 'percentile',
        sourceField: measure.of,
        params: { percentile: measure.share, emptyAsNull: true },
      };
  }
};

const bucketColumn = <F extends LogField>(bucket: Bucket<F>, fields: readonly F[]): object => {
  const group = { ...shown(bucket.label), isBucketed: true };
  switch (bucket.by) {
    case 'values': {
      const isAddress = fields.some(({ name, type }) => name === bucket.of && type === 'ip');
      return {
        ...group,
        operationType: 'terms',
        dataType: isAddress ? 'ip' : 'string',
        scale: 'ordinal',
        sourceField: bucket.of,
        params: {
          size: bucket.most,
          orderBy: { type: 'column', columnId: numberId(0) },
          orderDirection: 'desc',
          otherBucket: false,
          missingBucket: false,
          parentFormat: { id: 'terms' },
        },
      };
    }
    case 'time':
      return {
        ...group,
        operationType: 'date_histogram',
        dataType: 'date',
        scale: 'interval',
        sourceField: bucket.of,
        params: { interval: bucket.every, includeEmptyRows: true, dropPartials: false },
      };
    case 'conditions':
      return {
        ...group,
        operationType: 'filters',
        dataType: 'string',
        scale: 'ordinal',
        params: { filters: bucket.of.map(({ label, only }) => ({ label, input: queryOf(only) })) },
      };
  }
};

/** Groups and numbers of a panel, in the order in which lines are divided. */
const partsOf = <F extends LogField>(
  panel: Panel<F>,
): { readonly groups: readonly Bucket<F>[]; readonly numbers: readonly Measure<F>[] } => {
  switch (panel.shape) {
    case 'number':
      return { groups: [], numbers: [panel.of] };
    case 'columns':
    case 'bars':
    case 'lines':
      return { groups: panel.split ? [panel.split, panel.by] : [panel.by], numbers: [panel.of] };
    case 'table':
      return { groups: panel.by, numbers: panel.of };
    case 'donut':
    case 'map':
      return { groups: [panel.by], numbers: [panel.of] };
  }
};

/** What Lens asks Elasticsearch for. */
export const layerOf = <F extends LogField>(panel: Panel<F>, fields: readonly F[]): object => {
  const { groups, numbers } = partsOf(panel);
  const columns = [
    ...groups.map((bucket, n) => [groupId(n), bucketColumn(bucket, fields)] as const),
    ...numbers.map((measure, n) => [numberId(n), measureColumn(measure)] as const),
  ];
  return {
    columnOrder: columns.map(([id]) => id),
    columns: Object.fromEntries(columns),
    incompleteColumns: {},
    sampling: 1,
    ignoreGlobalFilters: false,
  };
};
