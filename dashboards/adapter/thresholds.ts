import {
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Config } from '../../config/load-config.ts';
import type { Threshold } from './panel.ts';

const [good, bad] = ['green', 'red'] as const;

/** A step counts from its value on: the least that a rate or a count above zero can be is more than this. */
const aboveZero = 1e-9;

/** Colours by value: all good without a threshold, else red from where the alert or the eye should go. */
export const thresholdsOf = (
  threshold: Threshold | undefined,
  values: Config['thresholds'],
): { build(): ThresholdsConfig } => {
  const steps =
    threshold === undefined
      ? [{ value: null, color: good }]
      : 'above' in threshold
        ? [
            { value: null, color: good },
            { value: threshold.above === 'zero' ? aboveZero : values[threshold.above], color: bad },
          ]
        : [
            { value: null, color: bad },
            { value: threshold.below === 1 ? 1 : values[threshold.below], color: good },
          ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
};
