import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';

const targets = ['job', 'instance'];

/**
 * Recorded series are exempt: most are aggregated over their instances, so that a matcher would find nothing; their names have a
 * colon. So are alerts, of which those about a job as a whole have no instance.
 */
const isExempt = (name: string): boolean => name.includes(':') || name === 'ALERTS';

/** What the reader chooses at the top must hold for every query. */
export const targetMatchers: ExpressionRule = {
  name: 'target-matchers',
  uses: ['panel'],
  why: 'A query that leaves the chosen job and instance aside shows all of them, whatever the reader chooses.',
  find: ({ syntax }) =>
    selectorsOf(syntax).flatMap(({ selector: { name = 'what is chosen by name', matchers } }) =>
      targets
        .filter(
          (target) =>
            !isExempt(name) &&
            !matchers.some(({ label, op, value }) => label === target && op === '=~' && value === `$${target}`),
        )
        .map((target) => `${name} is not restricted to the chosen targets; add ${target}=~"$${target}".`),
    ),
  good: [
    'shop_carts{instance=~"$instance",job=~"$job"}',
    'job:shop_orders:rate5m',
    'ALERTS{alertstate="firing",job=~"$job"}',
  ],
  bad: [
    {
      example: 'shop_carts{instance=~"$instance"}',
      says: 'shop_carts is not restricted to the chosen targets; add job=~"$job".',
    },
    {
      example: 'shop_carts{instance="$instance",job=~"$job"}',
      says: 'shop_carts is not restricted to the chosen targets; add instance=~"$instance".',
    },
  ],
};
