import { max } from '../../metrics/promql/aggregate.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { select } from '../../metrics/promql/selector.ts';
import { or } from '../../metrics/promql/set.ts';
import { alertMetrics } from '../../prometheus/builtin.ts';
import type { Dashboard, PanelRef } from './dashboard.ts';
import type { StatPanel } from './panel.ts';
import { stat } from './panels.ts';
import { query } from './query.ts';
import { chosenJobs } from './target.ts';
import { unit } from './unit.ts';

/** An alert, and the panel on which one sees what it is about. */
export interface AlertOnPanel {
  readonly alert: string;
  readonly severity: 'page' | 'ticket' | 'none';
  readonly panel: PanelRef;
}

const firing = { alertstate: 'firing', ...chosenJobs } as const;

/** The alert for nobody always fires: rules are evaluated at all. */
const evaluated = select(alertMetrics.alerts, { alertstate: 'firing', severity: 'none' });

/** The state of a dashboard, in one word: whether one of the alerts fires that lead to it, and whom it calls. */
export const statePanel = ({ uid }: Dashboard, alerts: readonly AlertOnPanel[]): StatPanel => {
  const own = alerts
    .filter(({ panel, severity }) => panel.uid === uid && severity !== 'none')
    .map(({ alert }) => alert)
    .sort();
  const [first = 'none', ...others] = own;
  const alertname = { anyOf: [first, ...others] } as const;
  const pages = select(alertMetrics.alerts, { ...firing, alertname, severity: 'page' });
  const tickets = select(alertMetrics.alerts, { ...firing, alertname, severity: 'ticket' });
  const worst = max(or(multiply(pages, 2), tickets));
  return stat({
    title: 'State',
    description: `Whether an alert fires that leads here: ${own.join(', ') || 'there is none yet'}. Orange: it belongs into working hours. Red: somebody is called now. Its panel below has the link to what to do.`,
    unit: unit.count,
    none: own.length > 0 ? 'no rules' : 'no alert',
    width: 4,
    words: { 0: ['well', 'good'], 1: ['look into it', 'odd'], 2: ['act now', 'bad'] },
    queries: [
      // What no alert watches is not well, but unknown.
      query(own.length > 0 ? or(worst, multiply(max(evaluated), 0)) : worst, 'state'),
    ],
  });
};
