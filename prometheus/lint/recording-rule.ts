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
}

/** Looks at one recording rule. Before its examples stands `job:shop_orders:rate5m`. */
export type RecordingRule = LintRule<RecordingUnderLint, WrittenRecording>;
