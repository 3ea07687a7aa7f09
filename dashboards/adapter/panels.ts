import type { Vector } from '../../metrics/promql/vector.ts';
import type { HeatmapPanel, StatPanel, TablePanel, TimeseriesPanel } from './panel.ts';
import type { PanelUnit } from './unit.ts';

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

/** A panel that shows how a distribution moves. */
export const heatmap = <const T extends string>(panel: Omit<HeatmapPanel<T>, 'kind'>): HeatmapPanel<T> => ({
  kind: 'heatmap',
  ...panel,
});

/** A column of a table: an expression with the table's label and no other. */
export interface Column<L extends string> {
  readonly title: string;
  readonly expr: Vector<'gauge', L>;
  readonly unit: PanelUnit;
}

/** A table of what is now, a line per value of `label`; an expression with other labels does not compile. */
export const table = <const T extends string, const L extends string>(
  panel: Omit<TablePanel<T>, 'kind' | 'label' | 'columns' | 'unit'> & {
    readonly label: L;
    readonly columns: readonly Column<NoInfer<L>>[];
    readonly unit: PanelUnit;
  },
): TablePanel<T> => ({ kind: 'table', ...panel });
