import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { select } from '../../metrics/promql/selector.ts';
import { scrapeMetrics } from '../../prometheus/builtin.ts';
import { alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { firingAlerts } from '../commands/monitoring.ts';
import { logOf, restart } from '../commands/part.ts';
import { always } from '../condition.ts';
import { monitoringPanel } from '../panels.ts';

/** Always fires. Where its notifications cease, the way from Prometheus to the receiver is broken. */
export const watchdog = alert({
  name: 'Watchdog',
  severity: 'none',
  expr: always,
  for: seconds(0),
  summary: () => 'The way from Prometheus to this receiver works',
  description: () => 'This alert always fires. If its notifications cease, nobody is told of any other alert.',
  panel: monitoringPanel('Alerts sent'),
  drill: 'kill-alertmanager',
  runbook: {
    meaning:
      'Nothing is wrong. The alert fires all the time to prove that rules are evaluated and notifications arrive.',
    impact: 'While it arrives: none. When it ceases, every other alert is silent too.',
    diagnosis: [
      {
        says: 'If it has ceased: does it fire in Prometheus? The number of alerts that fire there:',
        run: ask('prometheus', '/api/v1/alerts', '[.data.alerts[] | select(.labels.alertname == "Watchdog")] | length'),
      },
      { says: 'Does Prometheus reach Alertmanager?', query: select(scrapeMetrics.up, { job: 'alertmanager' }) },
      { says: 'Does Alertmanager know of it?', run: firingAlerts },
      { says: 'Does a receiver refuse?', run: logOf('alertmanager', 'notify|error|fail') },
    ],
    mitigation: [
      { says: 'Prometheus does not answer: start it again.', run: restart('prometheus') },
      { says: 'Alertmanager does not: start it again.', run: restart('alertmanager') },
      'Both do: start the receiver.',
    ],
  },
  tests: {
    firing: [{ when: 'nothing has happened', given: [], at: minutes(1), since: seconds(0), fires: [{ labels: {} }] }],
  },
});
