import type { DynamicConfigValue, Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Config } from '../../../config/load-config.ts';
import type { TableColumn, TablePanel } from '../panel.ts';
import { refId, tableTargets } from '../targets.ts';
import { mappingsOf, thresholdsOf } from '../thresholds.ts';

const propertiesOf = ({ unit, threshold, words }: TableColumn, values: Config['thresholds']): DynamicConfigValue[] => [
  { id: 'unit', value: unit.id },
  // The panel's own text is for a table without a line.
  { id: 'noValue', value: '–' },
  ...(unit.decimals === undefined ? [] : [{ id: 'decimals', value: unit.decimals }]),
  ...(threshold ? [{ id: 'thresholds', value: thresholdsOf(threshold, values).build() }] : []),
  ...(words ? [{ id: 'mappings', value: mappingsOf(words) }] : []),
  ...(threshold || words ? [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] : []),
];

/** Of a sorted table only the top is worth reading. */
const mostLines = 20;

/** Joins the columns' answers into one line per value of the labels; Grafana calls the n-th answer `Value #A`. */
export const renderTable = ({ columns, labels, firstWidth }: TablePanel, values: Config['thresholds']): SdkPanel => {
  const valueNames = columns.map((_, n) => `Value #${refId(n)}`);
  const renameByName = {
    ...labels,
    ...Object.fromEntries(columns.map(({ title }, n) => [valueNames[n], title])),
  };
  const order = [...Object.keys(labels), ...valueNames];
  const sorted = columns.find((column) => column.sorted);
  const panel = new PanelBuilder()
    .targets(tableTargets(columns.map(({ expr }) => expr)))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((name, place) => [name, place])),
        renameByName,
      },
    })
    .overrides([
      ...columns.map((column) => ({
        matcher: { id: 'byName', options: column.title },
        properties: propertiesOf(column, values),
      })),
      ...(firstWidth
        ? [
            {
              matcher: { id: 'byName', options: Object.values(labels)[0] },
              properties: [{ id: 'custom.width', value: firstWidth }],
            },
          ]
        : []),
    ]);
  if (!sorted) return panel.build();
  return panel
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: sorted.title, desc: true }] } })
    .withTransformation({ id: 'limit', options: { limitField: mostLines } })
    .build();
};
