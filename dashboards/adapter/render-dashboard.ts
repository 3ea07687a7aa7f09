import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type RowPanel,
  type Panel as SdkPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { generatedNotice } from '../../config/generated-file.ts';
import type { Config } from '../../config/load-config.ts';
import { annotationsOf } from './annotations.ts';
import { type Dashboard, panelId, type Row } from './dashboard.ts';
import { dataSource } from './data-source.ts';
import { columns, layOut } from './layout.ts';
import { type AlertOnPanel, dashboardLink, runbookLink } from './links.ts';
import { renderPanel } from './render-panel.ts';
import { stableJson } from './stable-json.ts';
import { variablesOf } from './variables.ts';

/** What a dashboard is drawn with, besides itself. */
interface Context {
  readonly config: Pick<Config, 'thresholds' | 'urls'>;
  /** The other dashboards, to link to. */
  readonly others: readonly Dashboard[];
  readonly alerts: readonly AlertOnPanel[];
}

/** What stands in a panel whose series should be there. */
const nothingKnown = 'No data: its targets do not answer, or none is chosen above';

const renderRow = (
  uid: string,
  { title, panels }: Row,
  top: number,
  { config, alerts }: Context,
): { readonly drawn: (RowPanel | SdkPanel)[]; readonly bottom: number } => {
  const { places, bottom } = layOut(panels, top + 1);
  const heading = new RowBuilder(title)
    .id(panelId(`row ${title}`))
    .gridPos({ x: 0, y: top, w: columns, h: 1 })
    .build();
  const drawn = panels.map((panel, i): SdkPanel => {
    const body = renderPanel(panel, config.thresholds);
    const names = alerts
      .filter(({ panel: at }) => at.uid === uid && at.title === panel.title)
      .map(({ alert }) => alert);
    return {
      ...body,
      ...(places[i] && { gridPos: places[i] }),
      id: panelId(panel.title),
      title: panel.title,
      description: panel.description,
      datasource: dataSource,
      ...(body.fieldConfig && {
        fieldConfig: {
          ...body.fieldConfig,
          defaults: { ...body.fieldConfig.defaults, unit: panel.unit, noValue: panel.none ?? nothingKnown },
        },
      }),
      links: [...names].sort().map((alert) => runbookLink(alert, config.urls)),
    };
  });
  return { drawn: [heading, ...drawn], bottom };
};

/** Writes a dashboard as the JSON that Grafana provisions: the same text for the same facts. */
export const renderDashboard = (dashboard: Dashboard, context: Context): string => {
  const panels: (RowPanel | SdkPanel)[] = [];
  let top = 0;
  for (const row of dashboard.rows) {
    const { drawn, bottom } = renderRow(dashboard.uid, row, top, context);
    panels.push(...drawn);
    top = bottom;
  }
  const frame = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(`${dashboard.description} ${generatedNotice(dashboard.source)}`)
    .tags(['gapwatch'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .build();
  return stableJson({
    ...frame,
    annotations: { list: annotationsOf(dashboard) },
    templating: { list: variablesOf(dashboard) },
    links: context.others.map(dashboardLink),
    panels,
  });
};
