import { type Fixed, hours, minutes, seconds } from '../../metrics/promql/duration.ts';
import { printScaled, type TimeScale } from '../../prometheus/scaled.ts';
import type { Severity } from '../alert.ts';

/** How notifications of a severity are paced. */
interface Pace {
  /** How long the first one waits for others of its group. */
  readonly wait: Fixed;
  /** How long the next one waits when something in the group has changed. */
  readonly interval: Fixed;
  /** How long an unchanged group is silent. */
  readonly repeat: Fixed;
}

const paces: Readonly<Record<Severity, Pace>> = {
  // Long enough that what falls together is told together, short enough for somebody who is woken.
  page: { wait: seconds(15), interval: minutes(1), repeat: hours(1) },
  // Once a day is enough to remind.
  ticket: { wait: minutes(1), interval: minutes(5), repeat: hours(24) },
  // A receiver that hears nothing for five minutes knows that the way is broken.
  none: { wait: seconds(0), interval: minutes(1), repeat: minutes(2) },
};

/** The Watchdog keeps real time on a faster clock too: else it would drown the others. */
const scaleOf = (severity: Severity, scale: TimeScale): TimeScale => (severity === 'none' ? {} : scale);

/** The pace of a severity as a route has it. */
export const paceOf = (severity: Severity, given: TimeScale) => {
  const { wait, interval, repeat } = paces[severity];
  const scale = scaleOf(severity, given);
  return {
    group_wait: printScaled(wait, scale),
    group_interval: printScaled(interval, scale),
    repeat_interval: printScaled(repeat, scale),
  };
};
