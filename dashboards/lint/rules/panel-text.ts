import { placeOf, type Rule, shownPanels } from '../rule.ts';

/** Without a title nobody can name a panel, without a description nobody knows what to do about it. */
export const panelText: Rule = (dashboard) =>
  shownPanels(dashboard).flatMap((panel) =>
    (['title', 'description'] as const).flatMap((part) =>
      panel[part].trim() === '' ? [{ where: placeOf(panel), message: `it has no ${part}.` }] : [],
    ),
  );
