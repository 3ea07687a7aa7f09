import type { Config } from '../../config/load-config.ts';
import { within } from '../../metrics/promql/constant.ts';
import { seconds } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { sloSeries } from '../../prometheus/slo-series.ts';
import { type BurnWindow, burnWindows, sloWindows } from '../../prometheus/slo-windows.ts';
import { errorBudget, type Slo, slosOf } from '../../prometheus/slos.ts';
import { type Alert, alert, type Moment } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { isAbove } from '../condition.ts';
import { type Course, courseOf, type Span, type Values } from '../course.ts';
import { humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limit, limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import type { Scene } from '../scene.ts';
import type { Target } from '../series-name.ts';
import { sloEvents } from '../slo-series.ts';
import { paceOf } from '../timeline.ts';
import { chat } from './example-targets.ts';

type Limits = 'longBurn' | 'shortBurn' | 'sloBadCount';

type Burning = Values<'longBurn' | 'sloBadCount'>;

/** Seconds from scrape to scrape: histories of days are long. */
const every = 60;

/** What an objective's events are while its budget burns so fast, and so many of them are bad within the long window. */
const eventsOf = (slo: Slo, target: Target, burn: BurnWindow, course: Course<keyof Burning>) => {
  const budget = errorBudget(slo.objective);
  const perSecond = ({ sloBadCount }: Burning) => sloBadCount / sloWindows[burn.long].seconds;
  const bad = (values: Burning) => (values.longBurn > 0 ? perSecond(values) : 0);
  // While nothing burns there are as many events as when it does.
  const all = (values: Burning) => perSecond(values) / ((values.longBurn || burn.factor) * budget);
  return sloEvents(slo, target, {
    bad: course.counter(bad),
    rest: course.counter((values) => all(values) - bad(values)),
    all: course.counter(all),
  });
};

const history = (slo: Slo, burn: BurnWindow, ...spans: readonly Span<keyof Burning>[]) => ({
  given: eventsOf(slo, chat, burn, courseOf(spans, every)),
  every: seconds(every),
});

/** A budget that burnt long and fast, and now burns just a little too slowly to be told of. */
const calmed = (slo: Slo, burn: BurnWindow, most: number): Moment => {
  const [long, short] = [sloWindows[burn.long].seconds, sloWindows[burn.short].seconds];
  const calm = Math.ceil((short + 600) / 1800) * 1800;
  const many = 100 * (most + 1);
  return {
    when: `the budget of ${slo.name} burnt, and has ceased to`,
    ...history(
      slo,
      burn,
      { values: { longBurn: 2 * burn.factor, sloBadCount: many }, seconds: long },
      { values: { longBurn: burn.factor * 0.99, sloBadCount: many }, seconds: calm + every },
    ),
    at: seconds(long + calm),
  };
};

/** A budget that burns fast enough, but did not for a moment of the long window. */
const paused = (slo: Slo, burn: BurnWindow, most: number): Moment => {
  const long = sloWindows[burn.long].seconds;
  const values = { longBurn: burn.factor * 1.01, sloBadCount: 100 * (most + 1) };
  // As short as can be seen at the pace of such a test.
  const { step } = paceOf(long);
  const pause = Math.ceil(long / 60 / step) * step;
  return {
    when: `the budget of ${slo.name} burns, after a pause`,
    ...history(
      slo,
      burn,
      { values, seconds: long / 2 },
      { values: { ...values, longBurn: 0 }, seconds: pause },
      { values, seconds: long / 2 - pause + every },
    ),
    at: seconds(long),
  };
};

/** Nearer than elsewhere: a window of days has so many samples that one of them is less than a hundredth. */
const around = (value: number) => (value > 0 ? { inside: value * 0.998, beyond: value * 1.002 } : {});

/** Alerts when the budget of any objective burns so fast over a long window, and still does over a short one. */
const sloBurn = (burn: BurnWindow, config: Config): Alert => {
  const { long, short, factor } = burn;
  const { sloBadCount } = limitsOf(config);
  const slos = slosOf(config);
  const bad = within(sloSeries.bad(long), sloWindows[long]);
  const scenes = slos.map(
    (slo): Scene<'job' | 'slo', Limits> => ({
      when: `the budget of ${slo.name} burns`,
      labels: { job: 'chat', slo: slo.name },
      // That of the short window is the same as long as values stay as they are.
      edges: ['longBurn', 'sloBadCount'],
      levels: { longBurn: around(factor), sloBadCount: around(sloBadCount.value) },
      given: (target, course) => eventsOf(slo, target, burn, course),
    }),
  );
  const [first, ...others] = scenes;
  const [slo] = slos;
  if (!first || !slo) throw new TypeError('There is no objective: the chat has some.');
  return alert({
    name: `SloBurn${long}`,
    severity: burn.severity,
    expr: both(
      both(
        isAbove(sloSeries.burn(long), limit('longBurn', factor)),
        isAbove(sloSeries.burn(short), limit('shortBurn', factor)),
      ),
      isAbove(bad, sloBadCount),
    ),
    for: burn.for,
    summary: ({ job, slo: name }) =>
      `The budget of ${name} of ${job} burns more than ${factor} times as fast as it may`,
    description: ({ job, slo: name }, { short: times }) =>
      `What objective ${name} of ${job} may miss within ${printSeconds(sloWindows['30d'].seconds)} is being spent ${times} times as fast as that over ${long}, and more than ${factor} times over ${short}, for ${printSeconds(burn.for.seconds)}.`,
    panel: panelOn.slo(long.endsWith('h') ? 'Budget burn: hours' : 'Budget burn: days'),
    drill: 'refuse-writes',
    runbook: {
      meaning: `An objective promises that a share of the events is good: ${slos.map(({ name, promise, objective }) => `${name}, that ${humanizePercentage(objective)} of ${promise}`).join('; ')}. Those that may be bad are its budget. At this pace it is gone ${factor} times too early. No more than ${sloBadCount.value} bad ones within ${long} count as none.`,
      impact:
        burn.severity === 'page'
          ? 'People notice: what was promised to them is broken more often than they were told.'
          : 'Few notice yet. Left alone, nothing is left of the budget when something worse happens.',
      diagnosis: [
        { says: 'Which objectives, and how fast over each window?', query: sloSeries.burn(long) },
        { says: 'How many events were bad?', query: bad },
        { says: 'What is left of the budget of the period? Below 0 it is spent.', query: sloSeries.remaining() },
        'Dashboard Objectives tells who spends it: one room or one instance, or all of them.',
        { says: 'What fails? The last column is the error.', run: appLog({ 'event.outcome': 'failure' }) },
        'Alerts MySQLDown, MessageErrors, MessageSlow or PoolWait fire as well: begin there.',
      ],
      mitigation: [
        'Mend what spends it. Roll back the latest deploy if it began with it.',
        'Nothing is left: let no deploy but those that mend go out until there is.',
      ],
    },
    tests: {
      scenes: [first, ...others],
      inside: { longBurn: paused(slo, burn, sloBadCount.value), shortBurn: calmed(slo, burn, sloBadCount.value) },
      quiet: slos
        .slice(1)
        .flatMap((one) => [paused(one, burn, sloBadCount.value), calmed(one, burn, sloBadCount.value)]),
    },
  });
};

/** An alert for each pair of windows, those that somebody is called for first. */
export const sloBurns = (config: Config): readonly Alert[] => burnWindows.map((burn) => sloBurn(burn, config));
