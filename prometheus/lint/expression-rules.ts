import type { ExpressionRule } from './expression-rule.ts';
import { compares } from './rules/compares.ts';
import { contradictions } from './rules/contradictions.ts';
import { counterFunctions } from './rules/counter-functions.ts';
import { gaugeFunctions } from './rules/gauge-functions.ts';
import { keepsJob } from './rules/keeps-job.ts';
import { knownSeriesOnly } from './rules/known-series.ts';
import { matchingSides } from './rules/matching-sides.ts';
import { namedSelectors } from './rules/named-selectors.ts';
import { noFragile } from './rules/no-fragile.ts';
import { noNan } from './rules/no-nan.ts';
import { possibleComparisons } from './rules/possible-comparisons.ts';
import { rateIntervalOnly } from './rules/rate-interval.ts';
import { rateWindow } from './rules/rate-window.ts';
import { regularExpressions } from './rules/regular-expressions.ts';
import { targetMatchers } from './rules/target-matchers.ts';

/** Every rule that looks at one expression, in the order of its findings. */
export const expressionRules: readonly ExpressionRule[] = [
  knownSeriesOnly,
  namedSelectors,
  contradictions,
  regularExpressions,
  counterFunctions,
  gaugeFunctions,
  rateWindow,
  rateIntervalOnly,
  targetMatchers,
  matchingSides,
  possibleComparisons,
  compares,
  keepsJob,
  noFragile,
  noNan,
];
