import { placeOf, type Rule, shownPanels } from '../rule.ts';

/** A panel that asks nothing shows nothing. */
export const panelTargets: Rule = (dashboard) =>
  shownPanels(dashboard).flatMap((panel) =>
    panel.targets.length === 0 ? [{ where: placeOf(panel), message: 'it has no query.' }] : [],
  );
