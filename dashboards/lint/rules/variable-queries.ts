import { labelsOf } from '../../../prometheus/lint/labels-of.ts';
import { lintExpression } from '../../../prometheus/lint/lint-expression.ts';
import { parsePromql } from '../../../prometheus/lint/parse-promql.ts';
import { exampleDashboard, targetVariable } from '../example-dashboard.ts';
import type { DashboardRule, DashboardUnderLint } from '../rule.ts';
import { labelQuery } from '../variable-query.ts';

/** Of the rules for expressions, those that hold for what a variable asks. */
const rules = ['valid-promql', 'known-series', 'contradictions', 'regular-expressions'];

const faultsOf = (query: unknown, known: DashboardUnderLint['known']): string[] => {
  const asked = labelQuery(query);
  if (!asked) return ['Prometheus answers no such query; make it label_values(series, label).'];
  const { selector, label } = asked;
  if (selector === undefined) return [];
  const said = lintExpression(selector, { use: 'panel', known, scrapeSeconds: 0 }).filter(({ rule }) =>
    rules.includes(rule),
  );
  if (said.length > 0) return said.map(({ message }) => message);
  const parsed = parsePromql(selector);
  const labels = 'syntax' in parsed ? labelsOf(parsed.syntax, known) : 'any';
  return labels === 'any' || labels.has(label) ? [] : [`${selector} has no label ${label}.`];
};

const asking = (query: string) => {
  const shop = { ...targetVariable('shop', 'Shop', ''), query };
  return { templating: { list: [...exampleDashboard().templating.list, shop] } };
};

/** Variables ask for labels that there are. */
export const variableQueries: DashboardRule = {
  name: 'variable-queries',
  why: 'A variable whose query finds nothing has nothing to choose from, and empties every panel that uses it.',
  find: ({ dashboard: { templating }, known }) =>
    templating.list
      .filter(({ type, datasource }) => type === 'query' && (datasource?.type ?? 'prometheus') === 'prometheus')
      .flatMap(({ name, query }) => faultsOf(query, known).map((message) => ({ where: `variable ${name}`, message }))),
  good: [asking('label_values(shop_carts{job=~"$job"}, shop)'), asking('label_values(shop)')],
  bad: [
    { example: asking('label_values(shop_carts, town)'), says: 'variable shop: shop_carts has no label town.' },
    {
      example: asking('label_values(shop_basket, shop)'),
      says: 'variable shop: shop_basket is neither a declared metric nor a recorded series; correct its name, or declare it.',
    },
    {
      example: asking('label_values(shop_carts{, shop)'),
      says: 'variable shop: it is not PromQL: something is wrong near "hop_carts{".',
    },
    {
      example: asking('shop_carts'),
      says: 'variable shop: Prometheus answers no such query; make it label_values(series, label).',
    },
  ],
};
