import type { LintRule } from '../../config/lint-rule.ts';
import type { Syntax } from './syntax.ts';

/** A rule that records a series, as it is written. */
export interface WrittenRecording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A recording rule among the others. */
export interface RecordingUnderLint extends WrittenRecording {
  readonly syntax: Syntax;
  /** Those that stand before it. */
  readonly earlier: readonly WrittenRecording[];
  /** Names of the series that panels, alerts and other rules read. */
  readonly used: ReadonlySet<string>;
}

/** Looks at one recording rule. Before its examples stands `job:shop_orders:rate5m`; used is all but `job:shop_carts:max`. */
export type RecordingRule = LintRule<RecordingUnderLint, WrittenRecording>;
