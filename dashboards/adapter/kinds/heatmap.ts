import { TooltipDisplayMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  FilterValueRangeBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { mostPoints } from '../most-points.ts';
import type { HeatmapPanel } from '../panel.ts';
import { bucketTargets } from '../targets.ts';

/** Less than any rate that is there: an empty bucket is no colour. */
const nothing = 1e-9;

/** How many fell into each bucket, darker where more did. */
export const renderHeatmap = ({ queries, unit }: HeatmapPanel): SdkPanel =>
  new PanelBuilder()
    .targets(bucketTargets(queries))
    .maxDataPoints(mostPoints)
    .calculate(false)
    .cellGap(1)
    .showValue(VisibilityMode.Never)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(32).exponent(0.5))
    .filterValues(new FilterValueRangeBuilder().le(nothing))
    .yAxis(new YAxisConfigBuilder().unit(unit.id))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    .showLegend()
    .build();
