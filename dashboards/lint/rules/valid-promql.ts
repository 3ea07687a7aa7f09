import { placeOf, type Rule, shownPanels } from '../rule.ts';
import { isPromql } from '../selectors.ts';

/** What Prometheus cannot read ends as an empty panel. */
export const validPromql: Rule = (dashboard) =>
  shownPanels(dashboard).flatMap((panel) =>
    panel.targets.flatMap(({ refId, expr }) =>
      isPromql(expr)
        ? []
        : [{ where: `${placeOf(panel)}, query ${refId}`, message: `this is not PromQL: ${expr || '(nothing)'}` }],
    ),
  );
