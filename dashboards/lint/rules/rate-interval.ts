import type { Rule } from '../rule.ts';
import { allSelectors } from '../selectors.ts';

const overTime = ['rate', 'irate', 'increase'];

/** A fixed range skips samples when zoomed out, and finds none when zoomed in. */
export const rateInterval: Rule = (dashboard) =>
  allSelectors(dashboard).flatMap(({ where, selector: { name, within, range } }) =>
    within && overTime.includes(within) && range !== '$__rate_interval'
      ? [{ where, message: `${within}() of ${name} has the range ${range ?? '(none)'}; write [$__rate_interval].` }]
      : [],
  );
