import type { Vector } from '../../metrics/promql/vector.ts';
import type { HeatmapPanel, StatesPanel, StatPanel, TableColumn, TablePanel, TimeseriesPanel } from './panel.ts';

/** A panel that shows the latest value, large. */
export const stat = <const T extends string>(panel: Omit<StatPanel<T>, 'kind'>): StatPanel<T> => ({
  kind: 'stat',
  ...panel,
});

/** A panel of lines over time. */
export const timeseries = <const T extends string>(panel: Omit<TimeseriesPanel<T>, 'kind'>): TimeseriesPanel<T> => ({
  kind: 'timeseries',
  ...panel,
});

/** A panel of states over time, a lane for each series. */
export const states = <const T extends string>(panel: Omit<StatesPanel<T>, 'kind'>): StatesPanel<T> => ({
  kind: 'states',
  ...panel,
});

/** A panel that shows how a distribution moves. */
export const heatmap = <const T extends string>(panel: Omit<HeatmapPanel<T>, 'kind'>): HeatmapPanel<T> => ({
  kind: 'heatmap',
  ...panel,
});

/** A column of a table: an expression with the table's labels and no other. */
export interface Column<L extends string> extends TableColumn {
  readonly expr: Vector<'gauge', L>;
}

/** A table of what is now, a line per value of its labels; an expression with others does not compile. */
export const table = <const T extends string, const L extends string>(
  panel: Omit<TablePanel<T>, 'kind' | 'labels' | 'columns'> & {
    readonly labels: Readonly<Record<L, string>>;
    readonly columns: readonly Column<NoInfer<L>>[];
  },
): TablePanel<T> => ({ kind: 'table', ...panel });
