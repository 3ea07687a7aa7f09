import { examplePanel } from '../example-dashboard.ts';
import { type DashboardRule, placeOf, shownPanels } from '../rule.ts';
import { asksNothing } from '../silent-panels.ts';

/** Panels ask something. */
export const panelTargets: DashboardRule = {
  name: 'panel-targets',
  why: 'A panel that asks nothing shows nothing.',
  find: ({ dashboard }) =>
    shownPanels(dashboard).flatMap((panel) =>
      panel.targets.length > 0 || asksNothing(panel) ? [] : [{ where: placeOf(panel), message: 'it has no query.' }],
    ),
  good: [
    {},
    {
      panels: [examplePanel(), examplePanel({ id: 2, type: 'row', targets: [], gridPos: { x: 0, y: 8, w: 24, h: 1 } })],
    },
  ],
  bad: [{ example: { panels: [examplePanel({ targets: [] })] }, says: 'panel "Carts": it has no query.' }],
};
