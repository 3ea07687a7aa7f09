import type { Fixed } from '../metrics/promql/duration.ts';
import type { Expression, Vector } from '../metrics/promql/vector.ts';
import type { AlertLabels, AlertValue } from './annotation.ts';
import type { Command, Look } from './commands/command.ts';
import type { Panel } from './panels.ts';
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
}

/** One alert that fires; `value` where its description tells it. */
interface Fired<L extends string> {
  readonly labels: { readonly [K in L]: string };
  readonly value?: number;
}

/** A moment at which an alert fires. */
export interface Firing<L extends string> extends Moment {
  readonly fires: readonly [Fired<L>, ...Fired<L>[]];
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
}

type Known<L extends string> = { readonly [K in L]: string };

interface Definition<L extends string, S extends Severity> extends Common {
  readonly severity: S;
  readonly expr: Vector<'gauge', L>;
  /** One line, without the value: it must stay the same while the alert fires. */
  readonly summary: (labels: Known<NoInfer<L>>) => string;
  readonly description: (labels: Known<NoInfer<L>>, value: AlertValue) => string;
  /**
   * Alerts that explain this one: while they fire, nobody is told of it. One that explains only what has some labels in common
   * with it, as a node its own tasks, names them.
   */
  readonly consequenceOf?: readonly (Alert | { readonly alert: Alert; readonly same: readonly NoInfer<L>[] })[];
  readonly tests: {
    readonly firing: readonly [Firing<NoInfer<L>>, ...Firing<NoInfer<L>>[]];
    /** At least one; the alert for nobody always fires and has none. */
    readonly quiet: S extends 'none' ? readonly [] : readonly [Moment, ...Moment[]];
  };
}

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

/** An alert as data; the labels of its expression were checked where it was defined. */
export interface Alert extends Common {
  readonly expr: Expression;
  readonly annotate: (labels: AlertLabels, value: AlertValue) => Texts;
  readonly consequenceOf: readonly Cause[];
  readonly firing: readonly Firing<string>[];
  readonly quiet: readonly Moment[];
}

/**
 * Defines an alert. Its texts and tests can name only labels that its expression has.
 * @throws TypeError if the name is not CamelCase, from which the runbook's address is made
 */
export const alert = <L extends string, const S extends Severity>(
  definition: Definition<L, S> & KeepsJob<L, S>,
): Alert => {
  const { summary, description, tests, consequenceOf = [], ...rest }: Definition<L, S> = definition;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(rest.name)) throw new TypeError(`Alert ${rest.name}: name it in CamelCase.`);
  return {
    ...rest,
    annotate: (labels, value) => ({
      summary: summary(labels as Known<L>),
      description: description(labels as Known<L>, value),
    }),
    consequenceOf: consequenceOf.map((cause) =>
      'alert' in cause ? { name: cause.alert.name, same: cause.same } : { name: cause.name, same: [] },
    ),
    ...tests,
  };
};
