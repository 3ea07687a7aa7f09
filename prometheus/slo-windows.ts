import { type Fixed, hours, minutes } from '../metrics/promql/duration.ts';

const days = (count: number): Fixed => hours(24 * count);

/** Lengths of time over which the budget of an objective is looked at, by the name that ends those of the recorded series. */
export const sloWindows = {
  '5m': minutes(5),
  '30m': minutes(30),
  '1h': hours(1),
  '2h': hours(2),
  '6h': hours(6),
  '1d': days(1),
  '3d': days(3),
  /** The period that the budget is for: holidays and quiet weeks even out, and what was spent is forgotten after it. */
  '30d': days(30),
} as const;

export type SloWindow = keyof typeof sloWindows;

/** How fast a budget may be spent over a window before somebody is told: 1 spends just all of it in the period. */
export interface BurnWindow {
  readonly long: SloWindow;
  /** Ends the alert soon after the fault has ended. */
  readonly short: SloWindow;
  readonly factor: number;
  readonly for: Fixed;
  readonly severity: 'page' | 'ticket';
}

/**
 * In an hour a fiftieth of the budget, in six a twentieth, in a day or in three a tenth.
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export const burnWindows: readonly BurnWindow[] = [
  { long: '1h', short: '5m', factor: 14.4, for: minutes(2), severity: 'page' },
  { long: '6h', short: '30m', factor: 6, for: minutes(5), severity: 'page' },
  { long: '1d', short: '2h', factor: 3, for: minutes(15), severity: 'ticket' },
  { long: '3d', short: '6h', factor: 1, for: hours(1), severity: 'ticket' },
];
