import { humanize, humanizeDuration, humanizePercentage } from './humanize.ts';

/** The value of a firing alert, in each form that an annotation may write it. */
export interface AlertValue {
  /** With an SI prefix. */
  readonly short: string;
  /** A ratio as a percentage. */
  readonly percentage: string;
  /** Seconds as days, hours, minutes, or as a fraction. */
  readonly duration: string;
}

/** Labels of a firing alert by name. */
export type AlertLabels = Readonly<Record<string, string>>;

/**
 * What stands for a value in a rule file, so that Prometheus fills it in.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export const templateValue: AlertValue = {
  short: '{{ $value | humanize }}',
  percentage: '{{ $value | humanizePercentage }}',
  duration: '{{ $value | humanizeDuration }}',
};

/** What stands for each label in a rule file. Which labels there are is known to the compiler only. */
export const templateLabels: AlertLabels = new Proxy<Record<string, string>>(
  {},
  { get: (_, label) => `{{ $labels.${String(label)} }}` },
);

/** A known value as Prometheus will have written it, for a rule's test. */
export const knownValue = (value: number): AlertValue => ({
  short: humanize(value),
  percentage: humanizePercentage(value),
  duration: humanizeDuration(value),
});
