import {
  LegendDisplayMode,
  LegendPlacement,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId, type Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { mostPoints } from '../most-points.ts';
import type { StatesPanel } from '../panel.ts';
import { rangeTargets } from '../targets.ts';
import { mappingsOf } from '../thresholds.ts';

/** Lanes that are told apart at the height of a panel; the others are on further pages. */
const mostLanes = 10;

/** A lane for each series, in the colours of what its values mean, and the words for them below. */
export const renderStates = ({ queries, words }: StatesPanel): SdkPanel =>
  new PanelBuilder()
    .targets(rangeTargets(queries))
    .maxDataPoints(mostPoints)
    .mappings(mappingsOf(words))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .perPage(mostLanes)
    .fillOpacity(70)
    .lineWidth(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .build();
