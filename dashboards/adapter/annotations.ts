import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { bounded, metric, oneOf } from '../../metrics/declare.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { print } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import type { Dashboard } from './dashboard.ts';
import { dataSource } from './data-source.ts';

/** What Prometheus itself stores of each alert. */
const alerts = metric.ofPeer('prometheus', 'gauge', 'ALERTS', {
  help: 'One while the alert is pending or firing.',
  labels: {
    alertname: bounded(200, 'the alerts of the generated rules'),
    alertstate: oneOf('pending', 'firing'),
    severity: oneOf('page', 'ticket', 'none'),
  },
});

// Not by instance: many alerts are about a job as a whole, and have none.
const firing = select(alerts, {
  alertstate: 'firing',
  severity: { anyOf: ['page', 'ticket'] },
  job: { variable: 'job' },
});

const annotation = (name: string, expr: Expression, colour: string) =>
  new AnnotationQueryBuilder().name(name).datasource(dataSource).enable(true).iconColor(colour).expr(print(expr));

/** What is drawn across all panels: alerts that fire, and starts of the programs. */
export const annotationsOf = ({ startTime }: Pick<Dashboard, 'startTime'>): AnnotationQuery[] => {
  const marks = [annotation('Alerts', firing, 'red').titleFormat('{{alertname}}').tagKeys('severity')];
  // Grafana reads times in milliseconds.
  if (startTime) {
    marks.push(
      annotation('Starts', multiply(startTime, 1000), 'blue').titleFormat('{{instance}}').useValueForTime(true),
    );
  }
  return marks.map((mark) => {
    // The SDK hides annotations in a menu unless told otherwise; without a placement their switches are to be seen.
    const { placement: _, ...shown } = mark.build();
    return shown;
  });
};
