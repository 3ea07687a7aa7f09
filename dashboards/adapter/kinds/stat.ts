import { BigValueColorMode, BigValueGraphMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId, type Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import type { Config } from '../../../config/load-config.ts';
import { colours } from '../meaning.ts';
import { nothingKnown } from '../nothing-known.ts';
import type { StatPanel } from '../panel.ts';
import { rangeTargets } from '../targets.ts';
import { mappingsOf, nothingMapping, thresholdsOf } from '../thresholds.ts';

/** A large value. One that is judged fills the panel with its colour; one that is merely a fact does not pretend to be good. */
export const renderStat = (
  { queries, threshold, words, none = nothingKnown }: StatPanel,
  values: Config['thresholds'],
): SdkPanel => {
  const judged = threshold !== undefined || words !== undefined;
  const colour = judged
    ? new FieldColorBuilder().mode(FieldColorModeId.Thresholds)
    : new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colours.fact);
  return new PanelBuilder()
    .targets(rangeTargets(queries))
    .thresholds(thresholdsOf(threshold, values))
    .mappings([...mappingsOf(words), nothingMapping(none)])
    .colorScheme(colour)
    .colorMode(judged ? BigValueColorMode.Background : BigValueColorMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.Area)
    .build();
};
