import type { LogField } from '../../app/logging/fields.ts';
import { groupId, layerId, numberId } from './layer.ts';
import type { Panel, Shape } from './panel.ts';

/** What draws, as Kibana names it, and how. */
interface Drawing {
  readonly visualizationType: string;
  readonly visualization: object;
}

const layer = { layerId, layerType: 'data' };
const everywhere = (value: unknown) => ({ x: value, yLeft: value, yRight: value });

const series = { columns: 'bar_stacked', bars: 'bar_horizontal', lines: 'line' } as const;

const chart = <F extends LogField>({ shape, split }: Extract<Shape<F>, { shape: keyof typeof series }>): Drawing => ({
  visualizationType: 'lnsXY',
  visualization: {
    preferredSeriesType: series[shape],
    layers: [
      {
        ...layer,
        seriesType: series[shape],
        xAccessor: groupId(split ? 1 : 0),
        ...(split && { splitAccessor: groupId(0) }),
        accessors: [numberId(0)],
        position: 'top',
        showGridlines: false,
      },
    ],
    legend: { isVisible: split !== undefined, position: 'right' },
    valueLabels: shape === 'bars' ? 'show' : 'hide',
    // Between two points of which nothing is known nothing is drawn.
    fittingFunction: 'None',
    axisTitlesVisibilitySettings: { ...everywhere(true), x: false },
    tickLabelsVisibilitySettings: everywhere(true),
    gridlinesVisibilitySettings: everywhere(true),
    labelsOrientation: everywhere(0),
  },
});

/** How Lens draws a panel. */
export const drawingOf = <F extends LogField>(panel: Panel<F>): Drawing => {
  switch (panel.shape) {
    case 'number':
      return { visualizationType: 'lnsMetric', visualization: { ...layer, metricAccessor: numberId(0) } };
    case 'columns':
    case 'bars':
    case 'lines':
      return chart(panel);
    case 'table':
      return {
        visualizationType: 'lnsDatatable',
        visualization: {
          ...layer,
          columns: [...panel.by.map((_, n) => groupId(n)), ...panel.of.map((_, n) => numberId(n))].map((columnId) => ({
            columnId,
            isTransposed: false,
          })),
          sorting: { columnId: numberId(0), direction: 'desc' },
          paging: { size: 10, enabled: true },
        },
      };
    case 'donut':
      return {
        visualizationType: 'lnsPie',
        visualization: {
          shape: 'donut',
          layers: [
            {
              ...layer,
              primaryGroups: [groupId(0)],
              metrics: [numberId(0)],
              numberDisplay: 'percent',
              categoryDisplay: 'default',
              legendDisplay: 'default',
              nestedLegend: false,
            },
          ],
        },
      };
    case 'map':
      return {
        visualizationType: 'lnsChoropleth',
        visualization: {
          ...layer,
          // Outlines of the countries come from Elastic's map service: the reader's browser fetches them.
          emsLayerId: 'world_countries',
          emsField: 'iso2',
          regionAccessor: groupId(0),
          valueAccessor: numberId(0),
        },
      };
  }
};
