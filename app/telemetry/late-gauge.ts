import type { Metric } from '../../metrics/declare.ts';
import { register } from '../../metrics/prom-client.ts';
import type { Telemetry } from './telemetry.ts';

/** A gauge that is not there until its value is known: prom-client would tell 0 from the start. The highest of a cluster counts. */
export const lateGauge = (
  { registry }: Telemetry,
  metric: Metric<'gauge', string, Record<never, never>>,
): ((value: number) => void) => {
  let gauge: ReturnType<typeof register<typeof metric>> | undefined;
  return (value) => {
    gauge ??= register(registry, metric, 'max');
    gauge.set({}, value);
  };
};
