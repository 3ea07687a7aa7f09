import type { DashboardJson } from './dashboard-json.ts';
import { placeOf, shownPanels } from './rule.ts';

/** A question that a panel asks Prometheus, and the place that a finding names. */
export interface PanelQuery {
  readonly where: string;
  readonly expr: string;
  readonly legend: string;
}

/** Every question of a dashboard's panels to a Prometheus. */
export const promqlQueries = (dashboard: DashboardJson): PanelQuery[] =>
  shownPanels(dashboard).flatMap((panel) =>
    panel.targets
      .filter(({ datasource }) => (datasource?.type ?? 'prometheus') === 'prometheus')
      .map(({ refId, expr, legendFormat }) => ({
        where: `${placeOf(panel)}, query ${refId}`,
        expr,
        legend: legendFormat,
      })),
  );
