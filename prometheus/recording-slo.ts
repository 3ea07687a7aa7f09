import type { Config } from '../config/load-config.ts';
import { sum } from '../metrics/promql/aggregate.ts';
import { add, divide, multiply, subtract } from '../metrics/promql/arithmetic.ts';
import { minutes } from '../metrics/promql/duration.ts';
import { clampMin } from '../metrics/promql/functions.ts';
import { rate } from '../metrics/promql/over-counter.ts';
import { avgOverTime } from '../metrics/promql/over-gauge.ts';
import { print } from '../metrics/promql/print.ts';
import { recorded, recording } from '../metrics/promql/recording.ts';
import { selectHistogram, selectWithin } from '../metrics/promql/selector.ts';
import { or } from '../metrics/promql/set.ts';
import type { Selector, Vector } from '../metrics/promql/vector.ts';
import type { RecordingGroup } from './recording-group.ts';
import { type SloSeries, sloSeries } from './slo-series.ts';
import { type SloWindow, sloWindows } from './slo-windows.ts';
import { errorBudget, type Slo, slosOf } from './slos.ts';

/** What is recorded already, by its expression. */
type Known = RecordingGroup['recordings'];

type PerSecond = (counter: Pick<Selector<'counter', never>, 'sense' | 'node'>) => Vector<'gauge', 'job'>;

const perSecondOf =
  (known: Known): PerSecond =>
  (counter) => {
    // Whatever other labels the series have, that of their job is one of them.
    const expr = sum(rate(counter as Selector<'counter', 'job'>, sloWindows['5m']), { by: ['job'] });
    const same = known.find((recording) => print(recording.expr) === print(expr));
    return same ? recorded<'job'>(same) : expr;
  };

const eventsOf = (slo: Slo, perSecond: PerSecond): Vector<'gauge', 'job'> =>
  perSecond(slo.kind === 'availability' ? slo.events : selectHistogram(slo.histogram, 'count'));

/** Those of the events that break the promise, per second: 0 where none ever has. */
const badOf = (slo: Slo, events: Vector<'gauge', 'job'>, perSecond: PerSecond): Vector<'gauge', 'job'> =>
  slo.kind === 'availability'
    ? or(perSecond(slo.bad), multiply(events, 0))
    : clampMin(subtract(events, perSecond(selectWithin(slo.histogram, slo.within))), 0);

const store = ({ node }: SloSeries, expr: Vector<'gauge', 'job' | 'slo'>) => recording(node.name, expr);

/** What is recorded of one objective alone; the rest is the same for all. */
const recordingsOf = (slo: Slo, perSecond: PerSecond) => {
  const labelled = ({ node }: SloSeries, expr: Vector<'gauge', 'job'>) => recording(node.name, expr, { slo: slo.name });
  /** The events as they have just been recorded. */
  const events = sum(sloSeries.events('5m', { slo: slo.name }), { by: ['job'] });
  /** A number beside each job that has events, so that it pairs with what is recorded of them. */
  const constant = (value: number) => add(multiply(events, 0), value);
  return [
    labelled(sloSeries.events('5m'), eventsOf(slo, perSecond)),
    labelled(sloSeries.bad('5m'), badOf(slo, events, perSecond)),
    labelled(sloSeries.objective(), constant(slo.objective)),
    labelled(sloSeries.budget(), constant(errorBudget(slo.objective))),
  ];
};

/** Below any rate of events, and above zero: without events nothing is spent. */
const tiny = 1e-9;

/**
 * A window's rates are means of those of five minutes, which cost no more with a hundred instances than with one. Events are
 * counted, not minutes: a bad minute at night spends less than one at noon.
 */
const meansOf = (window: SloWindow) => [
  store(sloSeries.events(window), avgOverTime(sloSeries.events('5m'), sloWindows[window])),
  store(sloSeries.bad(window), avgOverTime(sloSeries.bad('5m'), sloWindows[window])),
];

const burnOf = (window: SloWindow) => [
  store(sloSeries.ratio(window), divide(sloSeries.bad(window), clampMin(sloSeries.events(window), tiny))),
  store(sloSeries.burn(window), divide(sloSeries.ratio(window), sloSeries.budget())),
];

/**
 * Objectives: their events, then over each window what was bad and how fast it spends the budget, and what is left of it.
 * @param known what is recorded elsewhere, and need not be computed once more
 */
export const sloRecordingGroups = (config: Config, known: Known): readonly RecordingGroup[] => [
  { name: 'slo-events', recordings: slosOf(config).flatMap((slo) => recordingsOf(slo, perSecondOf(known))) },
  {
    name: 'slo-hours',
    recordings: [
      ...burnOf('5m'),
      ...(['30m', '1h', '2h'] as const).flatMap((window) => [...meansOf(window), ...burnOf(window)]),
    ],
  },
  {
    name: 'slo-days',
    // Nobody waits for a minute of a day, and each look at 30 days reads 350,000 samples.
    interval: minutes(1),
    recordings: [
      ...(['6h', '1d', '3d', '30d'] as const).flatMap((window) => [...meansOf(window), ...burnOf(window)]),
      store(sloSeries.remaining(), subtract(1, sloSeries.burn('30d'))),
    ],
  },
];
