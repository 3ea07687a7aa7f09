import { examplePanel, exampleTarget } from '../example-dashboard.ts';
import { type DashboardRule, type Fault, placeOf } from '../rule.ts';

const repeated = <T>(values: readonly T[]): T[] => values.filter((value, i) => values.indexOf(value) !== i);

const below = { x: 0, y: 8, w: 12, h: 8 };
const up = exampleTarget('up{instance=~"$instance",job=~"$job"}');

/** Each id means one thing. */
export const uniqueIds: DashboardRule = {
  name: 'unique-ids',
  why: 'Links lead to panels by id, overrides and expressions to queries by refId: of two with one name, one is never meant.',
  find: ({ dashboard }) => {
    const panels = dashboard.panels.flatMap((panel) => [panel, ...panel.panels]);
    const sameId = repeated(panels.map(({ id }) => id)).map(
      (id): Fault => ({ where: `panel id ${id}`, message: 'two panels have it; rename one of them.' }),
    );
    const unset = panels
      .filter(({ id }) => id < 1)
      .map((panel): Fault => ({ where: placeOf(panel), message: 'it has no id above 0.' }));
    const sameRef = panels.flatMap((panel) =>
      repeated(panel.targets.map(({ refId }) => refId)).map(
        (refId): Fault => ({
          where: placeOf(panel),
          message: `two of its queries are called ${refId || '(nothing)'}.`,
        }),
      ),
    );
    return [...unset, ...sameId, ...sameRef];
  },
  good: [{ panels: [examplePanel({ id: 1 }), examplePanel({ id: 2, gridPos: below })] }],
  bad: [
    {
      example: { panels: [examplePanel({ id: 4 }), examplePanel({ id: 4, gridPos: below })] },
      says: 'panel id 4: two panels have it; rename one of them.',
    },
    { example: { panels: [examplePanel({ id: 0 })] }, says: 'panel "Carts": it has no id above 0.' },
    {
      example: { panels: [examplePanel({ targets: [up, up] })] },
      says: 'panel "Carts": two of its queries are called A.',
    },
  ],
};
