import { crc32 } from 'node:zlib';
import type { Metric } from '../../metrics/declare.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import type { Lines } from './log-lines.ts';
import type { Panel } from './panel.ts';

/** Panels under a heading, laid out from left to right. */
export interface Row<T extends string = string> {
  readonly title: string;
  readonly panels: readonly Panel<T>[];
}

/** A label whose values a reader chooses at the top, beside job and instance: those that a metric has. */
export interface Choice {
  /** Of the label, and of the variable. */
  readonly name: string;
  readonly label: string;
  readonly of: Metric<'gauge' | 'counter' | 'info'>;
}

/** A dashboard as data. */
export interface Dashboard<U extends string = string, T extends string = string> {
  readonly uid: U;
  readonly title: string;
  readonly description: string;
  /** File that declares it, for the reader of what is generated. */
  readonly source: string;
  /** Every job and instance that exposes one of these metrics can be chosen. */
  readonly of: readonly [Metric<'gauge' | 'info'>, ...Metric<'gauge' | 'info'>[]];
  /** What else can be chosen. */
  readonly choices?: readonly Choice[];
  /** When each instance started, in seconds since 1970: drawn across all panels, so that one sees deploys. */
  readonly startTime?: Vector<'gauge', 'instance'>;
  readonly rows: readonly Row<T>[];
  /** The lines of the log that belong to it: what they tell, how they are known, and whether those of other services belong to it too. */
  readonly log: { readonly description: string; readonly lines: Lines; readonly ofServices?: true };
}

/** The title of one of a dashboard's panels. */
export type TitleOf<D extends Dashboard> = D['rows'][number]['panels'][number]['title'];

/** A panel of a dashboard, as an alert names it. */
export interface PanelRef {
  readonly uid: string;
  readonly title: string;
}

/** A row; the titles of its panels stay known to the compiler. */
export const row = <T extends string>(title: string, panels: readonly Panel<T>[]): Row<T> => ({ title, panels });

/** A dashboard; its uid and the titles of its panels stay known to the compiler. */
export const dashboard = <const U extends string, T extends string>(facts: Dashboard<U, T>): Dashboard<U, T> => facts;

/** Names a panel of a dashboard; a title that it does not have does not compile. */
export const panelOf = <U extends string, T extends string>({ uid }: Dashboard<U, T>, title: NoInfer<T>): PanelRef => ({
  uid,
  title,
});

/**
 * Id of a panel or row by its title: it stays when others come, go or move, and so do links to it.
 * Titles are unique in a dashboard; a test keeps them from sharing an id.
 */
export const panelId = (title: string): number => crc32(title) >>> 1;
