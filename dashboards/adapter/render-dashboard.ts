import { DashboardBuilder, DashboardCursorSync, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { generatedNotice } from '../../config/generated-file.ts';
import { annotationsOf } from './annotations.ts';
import type { Dashboard } from './dashboard.ts';
import { columns } from './layout.ts';
import { dashboardLink } from './links.ts';
import { type Context, placeRows } from './place-rows.ts';
import { range } from './range.ts';
import { stableJson } from './stable-json.ts';
import { variablesOf } from './variables.ts';

/**
 * Writes a dashboard as the JSON that Grafana provisions from files: the same text for the same facts.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export const renderDashboard = (dashboard: Dashboard, context: Context): string => {
  const frame = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(`${dashboard.description} ${generatedNotice(dashboard.source)}`)
    .tags(['gapwatch'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: range.from, to: range.to })
    .refresh(range.autoRefresh)
    .build();
  const panels = placeRows(dashboard, context).flatMap(({ title, id, top, panels: placed }) => [
    new RowBuilder(title).id(id).gridPos({ x: 0, y: top, w: columns, h: 1 }).build(),
    ...placed.map(({ drawn, place }) => ({ ...drawn, gridPos: place })),
  ]);
  return stableJson({
    ...frame,
    annotations: { list: annotationsOf(dashboard) },
    templating: { list: variablesOf(dashboard) },
    links: context.others.map((other) => dashboardLink(dashboard, other)),
    panels,
  });
};
