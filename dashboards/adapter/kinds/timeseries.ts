import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Config } from '../../../config/load-config.ts';
import { printSeconds } from '../../../metrics/promql/print.ts';
import { barLength } from '../../../prometheus/job-rates.ts';
import { colours } from '../meaning.ts';
import { mostPoints } from '../most-points.ts';
import type { TimeseriesPanel } from '../panel.ts';
import type { Query } from '../query.ts';
import { rangeTargets, refId } from '../targets.ts';
import { hasLine, thresholdsOf } from '../thresholds.ts';

/** Shades of one colour, for percentiles of one thing. */
const shades = { light: 'light-blue', middle: 'blue', strong: 'purple' } as const;

/** What a table of the legend tells, and how Grafana heads it. */
const total = { calcs: ['sum'], heading: 'Total' } as const;
const latest = { calcs: ['lastNotNull', 'max'], heading: 'Last *' } as const;

/**
 * A wide chart has room for a table of values beside it, the highest first; a narrow one only for names below. Long names leave
 * room for one value.
 */
const legendOf = ({ width, bars, longNames }: TimeseriesPanel): VizLegendOptionsBuilder => {
  const legend = new VizLegendOptionsBuilder().showLegend(true);
  if (width < 12) return legend.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);
  const { calcs, heading } = bars ? total : latest;
  return legend
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .calcs(longNames ? calcs.slice(0, 1) : [...calcs])
    .sortBy(heading)
    .sortDesc(true);
};

const fixed = (fixedColor: string): DynamicConfigValue => ({ id: 'color', value: { mode: 'fixed', fixedColor } });

const lookOf = ({ colour, dashed }: Query): DynamicConfigValue[] => [
  ...(colour
    ? [fixed(colour in shades ? shades[colour as keyof typeof shades] : colours[colour as keyof typeof colours])]
    : []),
  ...(dashed
    ? [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
        { id: 'custom.lineWidth', value: 1 },
        { id: 'custom.fillOpacity', value: 0 },
        { id: 'custom.stacking', value: { mode: 'none', group: 'A' } },
      ]
    : []),
];

/** Lines or bars over time. */
export const renderTimeseries = (panel: TimeseriesPanel, values: Config['thresholds']): SdkPanel => {
  const { queries, unit, threshold, stacked, bars, nameOf, colours: named = {} } = panel;
  const line = hasLine(threshold) ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off;
  const built = new PanelBuilder()
    .targets(rangeTargets(queries))
    .maxDataPoints(mostPoints)
    .thresholds(thresholdsOf(threshold, values))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(line))
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .stacking(new StackingConfigBuilder().mode(stacked || bars ? StackingMode.Normal : StackingMode.None).group('A'))
    .fillOpacity(bars ? 80 : stacked ? 60 : 5)
    // A line upon an area would show even where its own share is nothing.
    .lineWidth(stacked || bars ? 0 : 1)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .axisSoftMax(unit.span)
    .legend(legendOf(panel))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .overrides([
      ...queries.flatMap((one, n) => {
        const properties = lookOf(one);
        return properties.length > 0 ? [{ matcher: { id: 'byFrameRefID', options: refId(n) }, properties }] : [];
      }),
      ...Object.entries(named).map(([name, meaning]) => ({
        matcher: { id: 'byName', options: name },
        properties: [fixed(colours[meaning])],
      })),
    ]);
  if (bars) built.interval(printSeconds(barLength.seconds));
  if (nameOf) built.withTransformation({ id: 'renameByRegex', options: { regex: nameOf, renamePattern: '$1' } });
  return built.build();
};
