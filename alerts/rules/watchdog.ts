import { vector } from '../../metrics/promql/constant.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { select } from '../../metrics/promql/selector.ts';
import { scrapeMetrics } from '../../prometheus/builtin.ts';
import { alert } from '../alert.ts';
import { monitoringPanel } from '../panels.ts';

/** Always fires. Where its notifications cease, the way from Prometheus to the receiver is broken. */
export const watchdog = alert({
  name: 'Watchdog',
  severity: 'none',
  expr: vector(1),
  for: seconds(0),
  summary: () => 'The way from Prometheus to this receiver works',
  description: () => 'This alert always fires. If its notifications cease, nobody is told of any other alert.',
  panel: monitoringPanel('Alerts sent'),
  runbook: {
    meaning:
      'Nothing is wrong. The alert fires all the time to prove that rules are evaluated and notifications arrive.',
    impact: 'While it arrives: none. When it ceases, every other alert is silent too.',
    diagnosis: [
      'If it has ceased: open Prometheus, page Alerts. Is Watchdog firing there?',
      { says: 'Does Prometheus reach Alertmanager?', query: select(scrapeMetrics.up, { job: 'alertmanager' }) },
      'Does Alertmanager list it, and does its log tell of a receiver that refuses?',
    ],
    mitigation: ['Start whichever of Prometheus, Alertmanager and the receiver is down.'],
  },
  tests: {
    firing: [{ when: 'nothing has happened', given: [], at: minutes(1), fires: [{ labels: {} }] }],
    quiet: [],
  },
});
