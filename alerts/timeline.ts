import type { Span, Values } from './course.ts';

/** All values while all is well, and while they are beyond their limits, or just inside one of them. */
interface Sides {
  readonly good: Values<string>;
  readonly beyond: Values<string>;
}

/** What decides how long a test looks on, in seconds. */
export interface Waits {
  /** How long the alert waits, and how long it goes on. */
  readonly for: number;
  readonly keepFiringFor: number;
  /** How far the expression looks back, how long it takes to hold when values change, and until its value is settled. */
  readonly lookBack: number;
  readonly settlesAfter: number;
  readonly holdsAfter: number;
  /** Whether the alert's text tells the value, which is known once it is settled. */
  readonly tellsValue: boolean;
}

/** The times of a test, in seconds since its first scrape. */
export interface Timeline {
  /** From scrape to scrape, and from evaluation to evaluation. */
  readonly every: number;
  readonly step: number;
  /** When the alert has waited just long enough, and when one looks whether it fires. */
  readonly enough: number;
  readonly fires: number;
  /** When the expression begins to hold. */
  readonly since: number;
  /** Whether values can be bad for less than long enough. */
  readonly canFlap: boolean;
  /** How values go in the course of it. */
  readonly ways: Readonly<Record<'turnsBad' | 'flaps' | 'vanishes', (sides: Sides) => readonly Span[]>>;
}

/** How often tests look, and up to which length: rarer than in earnest, lest a history of hours takes minutes. */
export const paces = [
  // In earnest rules are evaluated as often, and some alerts wait a minute only.
  { name: 'alerts.seconds.test.yml', step: 15, every: 15, upTo: 600 },
  { name: 'alerts.test.yml', step: 60, every: 15, upTo: 2 * 3600 },
  { name: 'alerts.hours.test.yml', step: 600, every: 15, upTo: 24 * 3600 },
  { name: 'alerts.days.test.yml', step: 1800, every: 120, upTo: Infinity },
] as const;

const slowest = paces[paces.length - 1] ?? paces[0];

/** How often one has to look at what happens until then. */
export const paceOf = (fires: number): Pick<Timeline, 'step' | 'every'> =>
  paces.find(({ upTo }) => fires <= upTo) ?? slowest;

const drawn = ({ step, every }: Pick<Timeline, 'step' | 'every'>, waits: Waits): Timeline => {
  const whole = (seconds: number): number => Math.ceil(seconds / step) * step;
  const [lookBack, holdsAfter] = [whole(waits.lookBack), whole(waits.holdsAfter)];
  const patience = holdsAfter + whole(waits.for);
  /** Until the expression has ceased to hold. */
  const calm = holdsAfter < lookBack ? lookBack : step;
  /** Until nothing of a series that has vanished is seen any more. */
  const gone = lookBack + step + whole(waits.keepFiringFor);
  const turn = Math.max(patience + calm, gone + step);
  const enough = turn + patience;
  const fires = waits.tellsValue ? Math.max(enough, turn + whole(waits.settlesAfter)) : enough;
  /** All but long enough. */
  const spell = patience - step;
  const relapse = fires - spell;
  const relief = Math.min(turn - calm, spell);
  return {
    step,
    every,
    enough,
    fires,
    since: turn + holdsAfter,
    canFlap: spell > 0,
    ways: {
      turnsBad: ({ good, beyond }) => [
        { values: good, seconds: turn },
        { values: beyond, seconds: fires - turn + step },
      ],
      flaps: ({ good, beyond }) => [
        { values: beyond, seconds: relief },
        { values: good, seconds: relapse - relief },
        { values: beyond, seconds: spell + step },
      ],
      vanishes: ({ beyond }) => [
        { values: beyond, seconds: enough - step - gone },
        { values: undefined, seconds: fires - enough + gone + 2 * step },
      ],
    },
  };
};

/** When what happens in the test of an alert that waits so long, and at which pace that can be looked through. */
export const timelineOf = (waits: Waits): Timeline => {
  const fit = paces.find((pace) => drawn(pace, waits).fires <= pace.upTo);
  return drawn(fit ?? slowest, waits);
};
