import { placeOf, type Rule, shownPanels } from '../rule.ts';

const chosen = `\${datasource}`;

/** Panels and queries ask the data source that the reader has chosen, not one of the author's. */
export const panelDatasource: Rule = (dashboard) =>
  shownPanels(dashboard).flatMap((panel) =>
    [
      { where: placeOf(panel), uid: panel.datasource?.uid },
      ...panel.targets.map(({ refId, datasource }) => ({
        where: `${placeOf(panel)}, query ${refId}`,
        uid: datasource?.uid,
      })),
    ].flatMap(({ where, uid }) =>
      uid === chosen ? [] : [{ where, message: `its data source is ${uid ?? 'not set'}; make it ${chosen}.` }],
    ),
  );
