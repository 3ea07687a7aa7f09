import { expect, it } from 'vitest';
import { print } from '../../metrics/promql/print.ts';
import { mysql } from '../mysql.ts';
import { panelOf } from './dashboard.ts';
import { statePanel } from './state-panel.ts';

const panel = panelOf(mysql, 'MySQL up');
const other = { uid: 'gapwatch-chat', title: 'Workers' };

it('asks for the alerts that lead to the dashboard, and counts those that call somebody now as worse', () => {
  const { queries } = statePanel(mysql, [
    { alert: 'MySQLDown', severity: 'page', panel },
    { alert: 'MySQLSlow', severity: 'ticket', panel },
    { alert: 'Watchdog', severity: 'none', panel },
    { alert: 'NoWorkers', severity: 'page', panel: other },
  ]);
  const own = 'ALERTS{alertname=~"MySQLDown|MySQLSlow",alertstate="firing",job=~"$job"';
  expect(print(queries[0].expr)).toBe(
    `max(${own},severity="page"} * 2 or ${own},severity="ticket"}) or max(ALERTS{alertstate="firing",severity="none"}) * 0`,
  );
});

it('does not say of a dashboard that no alert leads to that it is well', () => {
  const { queries, none, description } = statePanel(mysql, []);
  expect(print(queries[0].expr)).not.toContain('* 0');
  expect([none, description]).toEqual(['no alert', expect.stringContaining('there is none yet')]);
});
