import {
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Config } from '../../config/load-config.ts';
import type { HeatmapPanel, Panel, StatPanel, TablePanel, TimeseriesPanel } from './panel.ts';
import { bucketTargets, rangeTargets, refId, tableTargets } from './targets.ts';
import { thresholdsOf } from './thresholds.ts';

type Thresholds = Config['thresholds'];

const last = 'lastNotNull';

const renderStat = ({ queries, threshold, words }: StatPanel, values: Thresholds): SdkPanel => {
  const options = Object.fromEntries(Object.entries(words ?? {}).map(([value, text]) => [value, { text }]));
  return new StatBuilder()
    .targets(rangeTargets(queries))
    .thresholds(thresholdsOf(threshold, values))
    .mappings(words ? [{ type: MappingType.ValueToText, options }] : [])
    .reduceOptions(new ReduceDataOptionsBuilder().calcs([last]))
    .graphMode(BigValueGraphMode.Area)
    .build();
};

/** A wide chart has room for a table of values beside it; a narrow one only for names below. */
const legendOf = ({ width }: TimeseriesPanel): VizLegendOptionsBuilder => {
  const legend = new VizLegendOptionsBuilder().showLegend(true);
  return width < 12
    ? legend.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom)
    : legend.displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Right).calcs([last, 'max']);
};

const renderTimeseries = (panel: TimeseriesPanel, values: Thresholds): SdkPanel => {
  const line = panel.threshold ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off;
  return new TimeseriesBuilder()
    .targets(rangeTargets(panel.queries))
    .thresholds(thresholdsOf(panel.threshold, values))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(line))
    .stacking(new StackingConfigBuilder().mode(panel.stacked ? StackingMode.Normal : StackingMode.None))
    .fillOpacity(panel.stacked ? 30 : 5)
    .axisSoftMin(0)
    .legend(legendOf(panel))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .build();
};

const renderHeatmap = ({ queries, unit }: HeatmapPanel): SdkPanel =>
  new HeatmapBuilder().targets(bucketTargets(queries)).yAxis(new YAxisConfigBuilder().unit(unit)).build();

/** Joins the columns' answers into one line per value of the label; Grafana calls the n-th answer `Value #A`. */
const renderTable = ({ columns, label }: TablePanel): SdkPanel => {
  const renameByName = Object.fromEntries(columns.map(({ title }, n) => [`Value #${refId(n)}`, title]));
  const indexByName = Object.fromEntries([label, ...Object.keys(renameByName)].map((name, place) => [name, place]));
  return new TableBuilder()
    .targets(tableTargets(columns.map(({ expr }) => expr)))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true }, indexByName, renameByName } })
    .overrides(
      columns.map(({ title, unit }) => ({
        matcher: { id: 'byName', options: title },
        properties: [{ id: 'unit', value: unit }],
      })),
    )
    .build();
};

/** Draws one panel by its kind: queries, colours, legend. Id, place and text are the dashboard's to give. */
export const renderPanel = (panel: Panel, thresholds: Thresholds): SdkPanel => {
  switch (panel.kind) {
    case 'stat':
      return renderStat(panel, thresholds);
    case 'timeseries':
      return renderTimeseries(panel, thresholds);
    case 'heatmap':
      return renderHeatmap(panel);
    case 'table':
      return renderTable(panel);
  }
};
