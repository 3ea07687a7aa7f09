import type { Metric } from '../../../metrics/declare.ts';
import type { Rule } from '../rule.ts';
import { allSelectors } from '../selectors.ts';

const allowed = ['rate', 'irate', 'increase'];

const countersOf = (metrics: readonly Metric[]): Set<string> =>
  new Set(
    metrics.flatMap(({ kind, name }) => {
      if (kind === 'counter') return [name];
      return kind === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [];
    }),
  );

/** A counter's own value says how long its process has run, and nothing else. */
export const counterFunctions: Rule = (dashboard, { metrics }) => {
  const counters = countersOf(metrics);
  return allSelectors(dashboard).flatMap(({ where, selector: { name, within } }) =>
    counters.has(name) && !(within && allowed.includes(within))
      ? [{ where, message: `${name} is a counter; put it into rate(), irate() or increase().` }]
      : [],
  );
};
