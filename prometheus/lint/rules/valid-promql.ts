import type { LintRule } from '../../../config/lint-rule.ts';
import { fillLengths } from '../grafana-lengths.ts';
import { parsePromql } from '../parse-promql.ts';

/** What every other rule needs. */
export const validPromql: LintRule<string, string> = {
  name: 'valid-promql',
  why: 'What Prometheus cannot read ends as an empty panel, or as a file of rules that it refuses whole.',
  find: (text) => {
    const parsed = parsePromql(fillLengths(text));
    return 'near' in parsed ? [`it is not PromQL: something is wrong near "${parsed.near}".`] : [];
  },
  good: ['sum(rate(shop_orders_total[$__rate_interval])) > 1'],
  bad: [
    { example: 'sum(shop_carts', says: 'it is not PromQL: something is wrong near "shop_carts".' },
    { example: '', says: 'it is not PromQL: something is wrong near "".' },
  ],
};
