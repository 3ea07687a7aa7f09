import { fillLengths } from '../../../prometheus/lint/grafana-lengths.ts';
import { labelsOf } from '../../../prometheus/lint/labels-of.ts';
import { parsePromql } from '../../../prometheus/lint/parse-promql.ts';
import { examplePanel, exampleTarget } from '../example-dashboard.ts';
import { promqlQueries } from '../queries.ts';
import type { DashboardRule } from '../rule.ts';

const withLegend = (legendFormat: string) => ({
  panels: [examplePanel({ targets: [{ ...exampleTarget('up{instance=~"$instance",job=~"$job"}'), legendFormat }] })],
});

/** Names of lines are made of labels that the lines have. */
export const legendLabels: DashboardRule = {
  name: 'legend-labels',
  why: 'A label that a series has not is an empty place in its name, so that several lines are called alike.',
  find: ({ dashboard, known }) =>
    promqlQueries(dashboard).flatMap(({ where, expr, legend }) => {
      const parsed = parsePromql(fillLengths(expr));
      const labels = 'syntax' in parsed ? labelsOf(parsed.syntax, known) : 'any';
      if (labels === 'any') return [];
      return [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
        .filter(([, label = '']) => !labels.has(label))
        .map(([, label]) => ({ where, message: `its legend names the label ${label}, which its series have not.` }));
    }),
  good: [withLegend('{{job}} at {{ instance }}')],
  bad: [
    {
      example: withLegend('{{shop}}'),
      says: 'panel "Carts", query A: its legend names the label shop, which its series have not.',
    },
  ],
};
