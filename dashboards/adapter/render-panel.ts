import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Config } from '../../config/load-config.ts';
import { panelId } from './dashboard.ts';
import { dataSource, logSource } from './data-source.ts';
import { type LogPlace, ownLines } from './kibana.ts';
import { renderHeatmap } from './kinds/heatmap.ts';
import { renderLogs } from './kinds/logs.ts';
import { renderStat } from './kinds/stat.ts';
import { renderStates } from './kinds/states.ts';
import { renderTable } from './kinds/table.ts';
import { renderTimeseries } from './kinds/timeseries.ts';
import { fieldLinks, linesLink, runbookLink, servicesLinks } from './links.ts';
import type { Lines } from './log-lines.ts';
import { nothingKnown } from './nothing-known.ts';
import type { Panel } from './panel.ts';

/** What a panel is drawn with, besides itself. */
export interface PanelContext {
  readonly config: Pick<Config, 'thresholds' | 'urls'> & LogPlace;
  /** The lines of the log that the dashboard is about. */
  readonly lines: Lines;
  /** Alerts that name the panel. */
  readonly alerts: readonly string[];
}

const bodyOf = (panel: Panel, { config, lines }: PanelContext): SdkPanel => {
  const { thresholds } = config;
  switch (panel.kind) {
    case 'stat':
      return renderStat(panel, thresholds);
    case 'timeseries':
      return renderTimeseries(panel, thresholds);
    case 'states':
      return renderStates(panel);
    case 'heatmap':
      return renderHeatmap(panel);
    case 'table':
      return renderTable(panel, thresholds);
    case 'logs':
      return renderLogs({ ...ownLines(config), ...lines, ...panel.lines });
  }
};

/** Draws one panel whole, but for its place: queries, colours, legend, texts, links. */
export const renderPanel = (panel: Panel, context: PanelContext): SdkPanel => {
  const { config, alerts } = context;
  const lines = { ...context.lines, ...panel.lines };
  const { fieldConfig, ...body } = bodyOf(panel, context);
  const { id: unit, decimals } = panel.unit;
  return {
    ...body,
    id: panelId(panel.title),
    title: panel.title,
    description: panel.description,
    datasource: panel.kind === 'logs' ? logSource : dataSource,
    fieldConfig: {
      defaults: {
        ...fieldConfig?.defaults,
        unit,
        // Each column of a table has its own.
        ...(decimals !== undefined && panel.kind !== 'table' && { decimals }),
        noValue: panel.none ?? nothingKnown,
      },
      overrides: [...(fieldConfig?.overrides ?? []), ...fieldLinks(panel, lines, config)],
    },
    links: [
      ...[...alerts].sort().map((alert) => runbookLink(alert, config.urls)),
      linesLink(lines, config),
      ...servicesLinks(panel, config),
    ],
  };
};
