import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Dashboard, panelId, type Row, row } from './dashboard.ts';
import { layOut, type Place } from './layout.ts';
import type { LogsPanel, Panel } from './panel.ts';
import { type PanelContext, renderPanel } from './render-panel.ts';
import { type AlertOnPanel, statePanel } from './state-panel.ts';
import { unit } from './unit.ts';

/** What a dashboard is drawn with, besides itself. */
export interface Context {
  readonly config: PanelContext['config'];
  /** The other dashboards, to link to. */
  readonly others: readonly Dashboard[];
  readonly alerts: readonly AlertOnPanel[];
}

/** A row with its panels drawn, each with its place on the grid of the whole dashboard. */
export interface PlacedRow {
  readonly title: string;
  readonly id: number;
  /** Line of the heading. */
  readonly top: number;
  readonly panels: readonly { readonly drawn: SdkPanel; readonly place: Place }[];
}

const logsRow = ({ log }: Dashboard): Row => {
  const lines: LogsPanel = {
    kind: 'logs',
    title: 'Lines of the log',
    description: log.description,
    unit: unit.count,
    none: 'No such line in this time',
    width: 24,
    lines: {},
    ...(log.ofServices && { ofServices: log.ofServices }),
  };
  return row('Log', [lines]);
};

/** The rows that a dashboard declares, its state in front of the first one, and its log at the end. */
const rowsOf = (dashboard: Dashboard, alerts: readonly AlertOnPanel[]): Row[] => [
  ...dashboard.rows.map((one, i) =>
    i === 0 ? { ...one, panels: [statePanel(dashboard, alerts), ...one.panels] } : one,
  ),
  logsRow(dashboard),
];

const draw = (panel: Panel, { uid, log }: Dashboard, { config, alerts }: Context): SdkPanel =>
  renderPanel(panel, {
    config,
    lines: log.lines,
    alerts: alerts.filter(({ panel: at }) => at.uid === uid && at.title === panel.title).map(({ alert }) => alert),
  });

/** Draws a dashboard's panels and gives them their places, row by row. */
export const placeRows = (dashboard: Dashboard, context: Context): PlacedRow[] => {
  let top = 0;
  return rowsOf(dashboard, context.alerts).map(({ title, panels }) => {
    const { places, bottom } = layOut(panels, top + 1);
    const placed = panels.flatMap((panel, i) => {
      const place = places[i];
      return place ? [{ drawn: draw(panel, dashboard, context), place }] : [];
    });
    const one = { title, id: panelId(`row ${title}`), top, panels: placed };
    top = bottom;
    return one;
  });
};
