import type { Config } from '../../config/load-config.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import type { Query } from './query.ts';
import type { PanelUnit } from './unit.ts';

/**
 * From where on a value is bad: a threshold of the configuration, anything above zero where there should be none, or less than 1
 * where there should be one.
 */
export type Threshold =
  | { readonly above: keyof Config['thresholds'] | 'zero' }
  | { readonly below: keyof Config['thresholds'] | 1 };

interface Common<T extends string> {
  readonly title: T;
  /** What to look for, and what to do then. */
  readonly description: string;
  readonly unit: PanelUnit;
  /** What stands there while there is no series, where that is rightly so: why. */
  readonly none?: string;
  /** Columns of the 24 that the panel takes. */
  readonly width: 3 | 4 | 6 | 8 | 12 | 16 | 24;
}

/** The latest value, large. */
export interface StatPanel<T extends string = string> extends Common<T> {
  readonly kind: 'stat';
  readonly queries: readonly [Query, ...Query[]];
  readonly threshold?: Threshold;
  /** Words for values, as `0: 'down'`. */
  readonly words?: Readonly<Record<number, string>>;
}

/** Lines over time. */
export interface TimeseriesPanel<T extends string = string> extends Common<T> {
  readonly kind: 'timeseries';
  readonly queries: readonly [Query, ...Query[]];
  readonly threshold?: Threshold;
  /** Lines upon each other, where their sum means something. */
  readonly stacked?: true;
}

/** How a distribution moves over time: rates of a histogram's buckets, summed by `le`. */
export interface HeatmapPanel<T extends string = string> extends Common<T> {
  readonly kind: 'heatmap';
  readonly queries: readonly [Query];
}

/** One line per value of a label, one column per expression, as they are now. */
export interface TablePanel<T extends string = string> extends Common<T> {
  readonly kind: 'table';
  /** The label that the lines are for; every expression must be aggregated to it alone. */
  readonly label: string;
  readonly columns: readonly { readonly title: string; readonly expr: Expression; readonly unit: PanelUnit }[];
}

/** A panel as data; the renderer gives it its id, place and refIds. */
export type Panel<T extends string = string> = StatPanel<T> | TimeseriesPanel<T> | HeatmapPanel<T> | TablePanel<T>;
