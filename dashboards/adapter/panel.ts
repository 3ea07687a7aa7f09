import type { Config } from '../../config/load-config.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import type { Lines } from './log-lines.ts';
import type { Meaning, Words } from './meaning.ts';
import type { Query } from './query.ts';
import type { PanelUnit } from './unit.ts';

type Limit = keyof Config['thresholds'];

/**
 * From where on a value is bad: a threshold of the configuration, or 0 or 1 where these follow from what is measured, as for
 * failures or for what should be whole. With `urgent` the first threshold is one for working hours, and that one calls somebody now.
 */
export type Threshold =
  | { readonly above: Limit | 0 | 1; readonly urgent?: Limit }
  | { readonly below: Limit | 0 | 1; readonly urgent?: Limit };

interface Common<T extends string> {
  readonly title: T;
  /** What to look for, and what to do then. */
  readonly description: string;
  readonly unit: PanelUnit;
  /** What stands there while there is no series, where that is rightly so: why. */
  readonly none?: string;
  /** Columns of the 24 that the panel takes. */
  readonly width: 3 | 4 | 6 | 8 | 12 | 16 | 24;
  /** The lines of the log that tell more of it, besides those of the dashboard. */
  readonly lines?: Lines;
  /** Tells of the log lines of other services too, where the configuration names some. Its series are of a data stream each, if of any. */
  readonly ofServices?: true;
}

/** The latest value, large. */
export interface StatPanel<T extends string = string> extends Common<T> {
  readonly kind: 'stat';
  readonly queries: readonly [Query, ...Query[]];
  readonly threshold?: Threshold;
  readonly words?: Words;
}

/** Lines over time. */
export interface TimeseriesPanel<T extends string = string> extends Common<T> {
  readonly kind: 'timeseries';
  readonly queries: readonly [Query, ...Query[]];
  readonly threshold?: Threshold;
  /** Lines upon each other, where their sum means something. */
  readonly stacked?: true;
  /** Bars of how often something happened, upon each other. */
  readonly bars?: true;
  /** What of a name is shown: the first group of this regular expression. */
  readonly nameOf?: string;
  /** Names of the series that leave little room beside them. */
  readonly longNames?: true;
  /** What the series mean, by their names in the legend. */
  readonly colours?: Readonly<Record<string, Meaning>>;
}

/** States over time, a lane for each series. */
export interface StatesPanel<T extends string = string> extends Common<T> {
  readonly kind: 'states';
  readonly queries: readonly [Query, ...Query[]];
  readonly words: Words;
}

/** How a distribution moves over time: rates of a histogram's buckets, summed by `le`. */
export interface HeatmapPanel<T extends string = string> extends Common<T> {
  readonly kind: 'heatmap';
  readonly queries: readonly [Query];
}

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  readonly expr: Expression;
  readonly unit: PanelUnit;
  readonly threshold?: Threshold;
  readonly words?: Words;
  /** The highest come first, and twenty of them are enough. */
  readonly sorted?: true;
}

/** One line per value of some labels, one column per expression, as they are now. */
export interface TablePanel<T extends string = string> extends Common<T> {
  readonly kind: 'table';
  /** The labels that the lines are for, with their headings; every expression must be aggregated to them alone. */
  readonly labels: Readonly<Record<string, string>>;
  /** Pixels that the first of them takes, where it holds whole sentences; else all columns are as wide as one another. */
  readonly firstWidth?: number;
  readonly columns: readonly TableColumn[];
}

/** Lines of the log. */
export interface LogsPanel<T extends string = string> extends Common<T> {
  readonly kind: 'logs';
  readonly lines: Lines;
}

/** A panel as data; the renderer gives it its id, place and refIds. */
export type Panel<T extends string = string> =
  | StatPanel<T>
  | TimeseriesPanel<T>
  | StatesPanel<T>
  | HeatmapPanel<T>
  | TablePanel<T>
  | LogsPanel<T>;
