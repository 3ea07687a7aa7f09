import { z } from 'zod';
import { fillLengths } from '../../prometheus/lint/grafana-lengths.ts';
import { parsePromql } from '../../prometheus/lint/parse-promql.ts';
import { selectorsOf } from '../../prometheus/lint/selectors.ts';
import { namesOf } from '../../prometheus/lint/syntax.ts';
import { dashboardSchema } from './dashboard-json.ts';
import { promqlQueries } from './queries.ts';
import { labelQuery } from './variable-query.ts';

const annotations = z.looseObject({
  annotations: z.looseObject({ list: z.array(z.looseObject({ expr: z.string().optional() })).default([]) }).optional(),
});

/** Names of the series that an expression reads. */
const seriesIn = (expr: string): string[] => {
  const parsed = parsePromql(fillLengths(expr));
  return 'syntax' in parsed ? selectorsOf(parsed.syntax).flatMap(({ selector }) => namesOf(selector)) : [];
};

/** Names of the series that a dashboard's panels, variables and annotations read; none of what is no dashboard. */
export const readByDashboard = (json: unknown): string[] => {
  const parsed = dashboardSchema.safeParse(json);
  if (!parsed.success) return [];
  const variables = parsed.data.templating.list.flatMap(({ query }) => labelQuery(query)?.selector ?? []);
  const marks = annotations.safeParse(json).data?.annotations?.list.flatMap(({ expr }) => expr ?? []) ?? [];
  return [...promqlQueries(parsed.data).map(({ expr }) => expr), ...variables, ...marks].flatMap(seriesIn);
};
