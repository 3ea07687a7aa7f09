import { examplePanel } from '../example-dashboard.ts';
import { type DashboardRule, placeOf, shownPanels } from '../rule.ts';

/** Panels say what they are, and what to do about it. */
export const panelText: DashboardRule = {
  name: 'panel-text',
  why: 'Without a title nobody can name a panel, without a description nobody knows what to do about what it shows.',
  find: ({ dashboard }) =>
    shownPanels(dashboard).flatMap((panel) =>
      (['title', 'description'] as const).flatMap((part) =>
        panel[part].trim() === '' ? [{ where: placeOf(panel), message: `it has no ${part}.` }] : [],
      ),
    ),
  good: [{}],
  bad: [
    { example: { panels: [examplePanel({ description: ' ' })] }, says: 'panel "Carts": it has no description.' },
    { example: { panels: [examplePanel({ id: 7, title: '' })] }, says: 'panel 7: it has no title.' },
  ],
};
