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
