import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { chatMetrics } from '../../app/metrics.ts';
import { count } from '../../metrics/promql/aggregate.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { before } from '../../metrics/promql/functions.ts';
import { print } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { unless } from '../../metrics/promql/set.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import { alertMetrics } from '../../prometheus/builtin.ts';
import type { Dashboard } from './dashboard.ts';
import { dataSource } from './data-source.ts';
import { colours } from './meaning.ts';

// Not by instance: many alerts are about a job as a whole, and have none.
const firing = select(alertMetrics.alerts, {
  alertstate: 'firing',
  severity: { anyOf: ['page', 'ticket'] },
  job: { variable: 'job' },
});

/** A build that did not run this long ago is a deploy, or a roll-back; longer than one step of a month that is shown. */
const newFor = minutes(10);

const by = { by: ['build_id'] } as const;

/** Builds of the chat that run and did not before: what changes everything at once, on whichever dashboard it is seen. */
const deployed = unless(count(select(chatMetrics.build), by), count(before(select(chatMetrics.build), newFor), by));

const annotation = (name: string, expr: Expression, colour: string) =>
  new AnnotationQueryBuilder().name(name).datasource(dataSource).enable(true).iconColor(colour).expr(print(expr));

/** What is drawn across all panels: alerts that fire, deploys of the chat, and starts of the programs. */
export const annotationsOf = ({ startTime }: Pick<Dashboard, 'startTime'>): AnnotationQuery[] => {
  const marks = [
    annotation('Alerts', firing, colours.bad).titleFormat('{{alertname}}').tagKeys('severity'),
    annotation('Deploys', deployed, 'purple').titleFormat('Build {{build_id}}'),
  ];
  // Grafana reads times in milliseconds.
  if (startTime) {
    marks.push(
      annotation('Starts', multiply(startTime, 1000), colours.fact)
        .titleFormat('Start of {{instance}}')
        .useValueForTime(true),
    );
  }
  return marks.map((mark) => {
    // The SDK hides annotations in a menu unless told otherwise; without a placement their switches are to be seen.
    const { placement: _, ...shown } = mark.build();
    return shown;
  });
};
