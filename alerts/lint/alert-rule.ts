import type { LintRule } from '../../config/lint-rule.ts';
import type { SeriesLabels } from '../../prometheus/lint/known-series.ts';
import type { RuleText } from '../../prometheus/lint/rules-text.ts';
import type { Syntax } from '../../prometheus/lint/syntax.ts';

/** An alert as it stands in a file of rules. */
export type WrittenAlert = RuleText & { readonly alert: string };

/** What belongs to the alerts of a project, besides their rules. */
export interface AlertSurroundings {
  /** For each alert of which there are tests: how often it fires in them, and how often it is quiet. */
  readonly tests: ReadonlyMap<string, { readonly fires: number; readonly quiet: number }>;
  /** Texts of the runbooks, by alert. */
  readonly runbooks: ReadonlyMap<string, string>;
  /** Panels that there are, each as `uid/id`. */
  readonly panels: ReadonlySet<string>;
  /** Labels that Prometheus itself gives to every alert that leaves it. */
  readonly externalLabels: readonly string[];
  /** How often rules are evaluated, in seconds. */
  readonly evaluationSeconds: number;
}

/** An alert among the others. */
interface AlertUnderLint extends AlertSurroundings {
  readonly written: WrittenAlert;
  readonly syntax: Syntax;
  /** Labels of its expression. */
  readonly series: SeriesLabels;
  /** Names of the alerts that stand before it. */
  readonly earlier: readonly string[];
}

/** Looks at one alert; an example is what it changes in the alert of example-alert.ts. */
export type AlertRule = LintRule<AlertUnderLint, Partial<WrittenAlert>>;
