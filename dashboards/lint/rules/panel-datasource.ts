import { examplePanel, exampleTarget } from '../example-dashboard.ts';
import { type DashboardRule, placeOf, shownPanels } from '../rule.ts';
import { asksNothing } from '../silent-panels.ts';

const chosen = `\${datasource}`;

/** Panels and queries ask the data source that the reader has chosen, not one of the author's. */
export const panelDatasource: DashboardRule = {
  name: 'panel-datasource',
  why: "A data source by its own id is the author's: elsewhere the panel is broken, or shows another environment.",
  find: ({ dashboard }) => {
    const offered = dashboard.templating.list
      .filter(({ type }) => type === 'datasource')
      .map(({ name }) => `\${${name}}`);
    return shownPanels(dashboard)
      .filter((panel) => !asksNothing(panel))
      .flatMap((panel) => [
        { where: placeOf(panel), uid: panel.datasource?.uid },
        ...panel.targets.map(({ refId, datasource }) => ({
          where: `${placeOf(panel)}, query ${refId}`,
          uid: datasource?.uid,
        })),
      ])
      .flatMap(({ where, uid = 'not set' }) =>
        offered.includes(uid) ? [] : [{ where, message: `its data source is ${uid}; make it ${chosen}.` }],
      );
  },
  good: [{}, { panels: [examplePanel({ type: 'text', datasource: undefined, targets: [] })] }],
  bad: [
    {
      example: { panels: [examplePanel({ datasource: { uid: 'mine' } })] },
      says: `panel "Carts": its data source is mine; make it ${chosen}.`,
    },
    {
      example: { panels: [examplePanel({ targets: [{ ...exampleTarget('up'), datasource: undefined }] })] },
      says: `panel "Carts", query A: its data source is not set; make it ${chosen}.`,
    },
  ],
};
