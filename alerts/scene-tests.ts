import type { Alert } from './alert.ts';
import type { AlertValue } from './annotation.ts';
import type { Bound } from './condition.ts';
import { courseOf, type Span, type Values } from './course.ts';
import { lookBack, pinsJob, type Recordings } from './looking-back.ts';
import type { RuleTest } from './rule-test.ts';
import { type Levels, levelsOf, type Scene } from './scene.ts';
import type { Target } from './series-name.ts';
import { type Timeline, timelineOf } from './timeline.ts';

type AnyScene = Scene<string, string>;

/** Somebody in a scene, and how the values go there. */
interface Part {
  readonly who: string;
  readonly spans: readonly Span[];
}

/** The values of all limits on one side of them. */
const side = (levels: ReadonlyMap<string, Levels>, of: keyof Levels): Values<string> =>
  Object.fromEntries([...levels].map(([name, level]) => [name, level[of]]));

/** Those of whom the alert must not speak. */
const quietParts = (
  levels: ReadonlyMap<string, Levels>,
  { edges = [...levels.keys()] }: AnyScene,
  { ways, canFlap }: Timeline,
): readonly Part[] => {
  const [first] = levels.keys();
  const [good, beyond, inside] = [side(levels, 'good'), side(levels, 'beyond'), side(levels, 'inside')];
  return [
    ...edges.map((edge) => {
      const kept = { [edge]: inside[edge] ?? 0 };
      // All but the first value have been beyond their limits all the time: this one never was.
      return {
        who: `just inside ${edge}`,
        spans: ways.turnsBad({ good: edge === first ? good : { ...good, ...kept }, beyond: { ...beyond, ...kept } }),
      };
    }),
    ...(canFlap ? [{ who: 'back and forth', spans: ways.flaps({ good, beyond }) }] : []),
    { who: 'vanished', spans: ways.vanishes({ good, beyond }) },
  ];
};

/** Whether the first of what is counted is too much: nobody has to wait until a window is full of it. */
const isNothing = ({ is, value }: Bound): boolean => is === '>' && value === 0;

/** Whether the texts of an alert tell its value. */
const tellsValue = ({ annotate }: Alert, { labels }: AnyScene): boolean => {
  let told = false;
  const tell = () => {
    told = true;
    return '';
  };
  annotate(
    labels,
    Object.defineProperties({} as AlertValue, {
      short: { get: tell },
      percentage: { get: tell },
      duration: { get: tell },
    }),
  );
  return told;
};

/** The target that somebody in the scene stands for: one each, told apart by a label that the alert keeps. */
const targetOf = ({ labels }: AnyScene, who: string): Target => {
  const { job = '', instance } = labels;
  // The tests' own jobs are none of those that are scraped.
  if (instance === undefined) return { job: (who || job) as Target['job'], instance: 'here:1' };
  return { job: job as Target['job'], instance: who || instance };
};

/**
 * The tests of a scene: one history in which somebody is just beyond the limits, and beside him all those who must stay quiet. An
 * alert that is about one job only cannot tell them apart, so that each of them gets a history.
 */
export const sceneTests = (alert: Alert, scene: AnyScene, recordings: Recordings): readonly RuleTest[] => {
  const { name, expr, bounds } = alert;
  const { oldest, over } = lookBack(expr.node, recordings);
  const timeline = timelineOf({
    for: alert.for.seconds,
    keepFiringFor: alert.keepFiringFor?.seconds ?? 0,
    lookBack: oldest,
    settlesAfter: over,
    holdsAfter: scene.holdsAfter?.seconds ?? (over > 0 && bounds.every(isNothing) ? 1 : over),
    tellsValue: tellsValue(alert, scene),
  });
  const { every, step, enough, fires: at, since } = timeline;
  const levels = new Map<string, Levels>();
  for (const bound of bounds) {
    // Two values may be held against one limit: both are then on the same side of it.
    if (levels.has(bound.name)) continue;
    levels.set(
      bound.name,
      levelsOf(bound, { ...scene.levels?.[bound.name] }, { isFirst: levels.size === 0, looksBack: over > 0 }),
    );
  }
  const seriesOf = ({ spans }: Part, target: Target) => scene.given(target, courseOf(spans, every));
  const [good, beyond] = [side(levels, 'good'), side(levels, 'beyond')];
  const first: Part = { who: '', spans: timeline.ways.turnsBad({ good, beyond }) };
  const others = quietParts(levels, scene, timeline);
  const told = scene.value ?? (bounds[0] && beyond[bounds[0].name]);
  const test = (when: string, given: RuleTest['given'], sights: RuleTest['sights']): RuleTest => ({
    name: `${name} ${when}`,
    every,
    step,
    given,
    sights,
  });
  const sights = [
    { at: enough - step, fires: [], since: 0 },
    { at, fires: [{ labels: scene.labels, ...(told !== undefined && { value: told }) }], since },
  ];
  const alone = pinsJob(expr.node) && scene.labels.instance === undefined;
  const firing = (parts: readonly Part[]) =>
    test(
      `fires when ${scene.when}`,
      parts.flatMap((part) => seriesOf(part, targetOf(scene, part.who))),
      sights,
    );
  if (!alone) return [firing([first, ...others])];
  return [
    firing([first]),
    ...others.map((part) =>
      test(`is quiet when ${scene.when}, but ${part.who}`, seriesOf(part, targetOf(scene, '')), [
        { at, fires: [], since: 0 },
      ]),
    ),
  ];
};
