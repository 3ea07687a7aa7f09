import type { Rule } from '../rule.ts';
import { allSelectors } from '../selectors.ts';

const required = ['job=~"$job"', 'instance=~"$instance"'];

/**
 * What the reader chooses at the top must hold for every query. Recorded series are exempt: most are aggregated over
 * their instances, so that a matcher would find nothing; their names have a colon.
 */
export const targetMatchers: Rule = (dashboard) =>
  allSelectors(dashboard).flatMap(({ where, selector: { name, matchers } }) =>
    required
      .filter((matcher) => !name.includes(':') && !matchers.includes(matcher))
      .map((matcher) => ({ where, message: `${name} is not restricted to the chosen targets; add ${matcher}.` })),
  );
