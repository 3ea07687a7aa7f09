import type { Fixed } from '../metrics/promql/duration.ts';
import type { Expression } from '../metrics/promql/vector.ts';
import type { AlertLabels, AlertValue } from './annotation.ts';
import type { Command, Look } from './commands/command.ts';
import type { Bound, Condition } from './condition.ts';
import type { Drill, DrillName } from './drills.ts';
import type { Panel } from './panels.ts';
import type { Fired } from './rule-test.ts';
import type { Scene } from './scene.ts';
import type { InputSeries } from './series.ts';

/** Whom an alert calls: somebody now, somebody in working hours, or nobody. */
export type Severity = 'page' | 'ticket' | 'none';

/** What the person reads whom an alert calls. Numbers in it are the constants that the rule uses. */
export interface Runbook {
  /** What is so. */
  readonly meaning: string;
  /** What people notice of it. */
  readonly impact: string;
  /** What to look at, in order; a query can be pasted into Prometheus, a command into a shell. */
  readonly diagnosis: readonly Step<Look>[];
  /** What to do, in order. */
  readonly mitigation: readonly Step<Command>[];
}

/** One thing to look at or to do: in words, and where it can be, by a query or a command that goes as it stands. */
export type Step<C extends Command = Command> =
  | string
  | { readonly says: string; readonly query: Expression }
  | { readonly says: string; readonly run: C };

/** A moment in a history of series, and what an alert does then. */
export interface Moment {
  /** What happens, as the name of the test. */
  readonly when: string;
  readonly given: readonly InputSeries[];
  /** Time since the first scrape. */
  readonly at: Fixed;
  /** From scrape to scrape, where it is rarer than in earnest. */
  readonly every?: Fixed;
}

/** A moment at which an alert fires. */
export interface Firing<L extends string> extends Moment {
  readonly fires: readonly [Fired<L>, ...Fired<L>[]];
  /** Since when the expression has held, where that is not just as long as the alert waits. */
  readonly since?: Fixed;
}

interface Texts {
  readonly summary: string;
  readonly description: string;
}

interface Common {
  /** CamelCase. */
  readonly name: string;
  readonly severity: Severity;
  /** How long the expression must hold before the alert fires. */
  readonly for: Fixed;
  /** How long the alert goes on after the expression has ceased to hold. */
  readonly keepFiringFor?: Fixed;
  /** Where one sees it: its dashboard is linked from the notification. */
  readonly panel: Panel;
  readonly runbook: Runbook;
  /** The fault that makes it fire, to be made on purpose; one of those that are known, or one of your own. */
  readonly drill: DrillName | Drill;
}

type Known<L extends string> = { readonly [K in L]: string };

/** What shows that an alert fires when it should and only then. */
interface Staged<L extends string, N extends string> {
  /** From each come tests of all edges: just inside every limit, not yet long enough, back and forth, vanished. */
  readonly scenes: readonly [Scene<L, N>, ...Scene<L, N>[]];
  /** What a scene cannot say. */
  readonly firing?: readonly Firing<L>[];
  readonly quiet?: readonly Moment[];
  /** Moments just inside limits whose edge no scene can show. */
  readonly inside?: { readonly [K in N]?: Moment };
}

/** The same by hand, where values cannot stay at a level as they do in a scene. */
interface ByHand<L extends string, N extends string> {
  readonly firing: readonly [Firing<L>, ...Firing<L>[]];
  /** Moments at which it is quiet, one for each edge. */
  readonly edges: {
    readonly inside: { readonly [K in N]: Moment };
    readonly tooShort: Moment;
    readonly backAndForth: Moment;
    readonly vanished: Moment;
  };
  readonly quiet?: readonly Moment[];
}

interface Definition<L extends string, N extends string, S extends Severity> extends Common {
  readonly severity: S;
  /** What is held against which limits: see condition.ts. */
  readonly expr: Condition<L, N>;
  /**
   * One line that names the thing and a number: the limit or the time that was waited. It stands in titles and lists, and what is
   * repeated or resolved must be known by it again; so it is without the value, which the description tells.
   */
  readonly summary: (labels: Known<NoInfer<L>>) => string;
  readonly description: (labels: Known<NoInfer<L>>, value: AlertValue) => string;
  /**
   * Alerts that explain this one: while they fire, nobody is told of it. One that explains only what has some labels in common
   * with it, as a node its own tasks, names them.
   */
  readonly consequenceOf?: readonly (Alert | { readonly alert: Alert; readonly same: readonly NoInfer<L>[] })[];
  /** The alert for nobody always fires: it has no edges. */
  readonly tests: S extends 'none'
    ? { readonly firing: readonly [Firing<never>] }
    : Staged<NoInfer<L>, NoInfer<N>> | ByHand<NoInfer<L>, NoInfer<N>>;
}

/** Tests whose labels and limits were checked where they were defined. */
type Shown = Partial<
  Pick<Alert, 'scenes' | 'firing' | 'quiet'> &
    Pick<ByHand<string, string>, 'edges'> &
    Pick<Staged<string, string>, 'inside'>
>;

/** Without its job nobody knows whose alert it is; the one for nobody is exempt. */
type KeepsJob<L extends string, S extends Severity> = 'job' extends L
  ? unknown
  : S extends 'none'
    ? unknown
    : { readonly expr: { readonly error: 'keep the label job' } };

/** An alert that explains another one. */
export interface Cause {
  readonly name: string;
  /** Labels in which the two must agree. */
  readonly same: readonly string[];
}

/** Without a limit nothing decides; the one for nobody is exempt. */
type HasLimit<N extends string, S extends Severity> = [N] extends [never]
  ? S extends 'none'
    ? unknown
    : { readonly expr: { readonly error: 'hold the value against a limit' } }
  : unknown;

/** An alert as data; the labels of its expression were checked where it was defined. */
export interface Alert extends Common {
  readonly expr: Expression;
  /** The limits that decide, in the order in which they are written. */
  readonly bounds: readonly Bound[];
  readonly annotate: (labels: AlertLabels, value: AlertValue) => Texts;
  readonly consequenceOf: readonly Cause[];
  readonly scenes: readonly Scene<string, string>[];
  readonly firing: readonly Firing<string>[];
  readonly quiet: readonly Moment[];
}

const momentsOf = (inside: Readonly<Record<string, Moment | undefined>>): readonly Moment[] =>
  Object.entries(inside).flatMap(([limit, moment]) =>
    moment ? [{ ...moment, when: `${moment.when} (just inside ${limit})` }] : [],
  );

/**
 * Defines an alert. Its texts and tests can name only labels that its expression has, and its scenes give a course for each limit.
 * @throws TypeError if the name is not CamelCase, from which the runbook's address is made, or if no scene shows the edge of a limit
 */
export const alert = <L extends string, N extends string, const S extends Severity>(
  definition: Definition<L, N, S> & KeepsJob<L, S> & HasLimit<N, S>,
): Alert => {
  const { expr, summary, description, tests, consequenceOf = [], ...rest }: Definition<L, N, S> = definition;
  const { scenes = [], firing = [], quiet = [], edges, inside = edges?.inside ?? {} } = tests as Shown;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(rest.name)) throw new TypeError(`Alert ${rest.name}: name it in CamelCase.`);
  const shown = (name: string) => name in inside || scenes.some((scene) => scene.edges?.includes(name) ?? true);
  const hidden = expr.bounds.find(({ name }) => !shown(name));
  if (hidden) throw new TypeError(`Alert ${rest.name}: no scene shows the edge of its limit ${hidden.name}.`);
  return {
    ...rest,
    expr: { node: expr.node },
    bounds: expr.bounds,
    annotate: (labels, value) => ({
      summary: summary(labels as Known<L>),
      description: description(labels as Known<L>, value),
    }),
    consequenceOf: consequenceOf.map((cause) =>
      'alert' in cause ? { name: cause.alert.name, same: cause.same } : { name: cause.name, same: [] },
    ),
    scenes,
    firing,
    quiet: [...quiet, ...momentsOf(inside), ...(edges ? [edges.tooShort, edges.backAndForth, edges.vanished] : [])],
  };
};
