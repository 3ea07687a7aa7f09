import type { Fixed } from '../metrics/promql/duration.ts';
import { printSeconds } from '../metrics/promql/print.ts';

/** How fast the clock of rules and routes runs: 1 in earnest; a lab divides every length of time by more. */
export interface TimeScale {
  readonly timeScale?: number;
}

/** Prometheus neither scrapes nor evaluates more often than this in a lab, whatever its scale. */
const shortestSeconds = 1;

/** A length of time divided by the scale, in whole seconds and at least one; zero stays zero. */
export const scaleSeconds = ({ seconds }: Fixed, { timeScale = 1 }: TimeScale): number =>
  timeScale === 1 || seconds === 0 ? seconds : Math.max(shortestSeconds, Math.round(seconds / timeScale));

/** {@link scaleSeconds} as Prometheus and Alertmanager read it. */
export const printScaled = (duration: Fixed, scale: TimeScale): string => printSeconds(scaleSeconds(duration, scale));
