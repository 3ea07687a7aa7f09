import {
  MappingType,
  type Threshold as SdkThreshold,
  type SpecialValueMap,
  SpecialValueMatch,
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Config } from '../../config/load-config.ts';
import { colours, type Words } from './meaning.ts';
import type { Threshold } from './panel.ts';

type Values = Config['thresholds'];

/** A step counts from its value on: the least that a rate or a count above zero can be is more than this. */
const aboveZero = 1e-9;

const stepsOf = (threshold: Threshold | undefined, values: Values): SdkThreshold[] => {
  if (threshold === undefined) return [{ value: null, color: colours.good }];
  const urgent = threshold.urgent === undefined ? undefined : values[threshold.urgent];
  // What calls nobody at once is only odd.
  const [first, last] = urgent === undefined ? ([colours.bad] as const) : ([colours.odd, colours.bad] as const);
  const limitOf = (limit: keyof Values | 0 | 1): number => (typeof limit === 'number' ? limit : values[limit]);
  if ('above' in threshold) {
    return [
      { value: null, color: colours.good },
      { value: threshold.above === 0 ? aboveZero : limitOf(threshold.above), color: first },
      ...(urgent === undefined || last === undefined ? [] : [{ value: urgent, color: last }]),
    ];
  }
  return [
    { value: null, color: last ?? first },
    ...(urgent === undefined ? [] : [{ value: urgent, color: first }]),
    { value: limitOf(threshold.below), color: colours.good },
  ];
};

/** Colours by value: all good without a threshold, else bad from where the alert or the eye should go. */
export const thresholdsOf = (threshold: Threshold | undefined, values: Values): { build(): ThresholdsConfig } =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(threshold, values));

/** Whether a threshold is worth a line across a chart: zero is the axis itself. */
export const hasLine = (threshold: Threshold | undefined): boolean =>
  threshold !== undefined && !('above' in threshold && threshold.above === 0);

/** Words for values, each in the colour of what it means. */
export const mappingsOf = (words: Words = {}): ValueMap[] => {
  const options = Object.entries(words).map(([value, [text, meaning]], index) => [
    value,
    { text, color: colours[meaning], index },
  ]);
  return options.length === 0 ? [] : [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }];
};

/** Of a value that is not there nothing can be said: neither is it well nor is it not. */
const unjudged = '#7b8087';

/** What stands for a value that is not there. */
export const nothingMapping = (text: string): SpecialValueMap => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text, color: unjudged } },
});
