import type { PanelJson } from '../dashboard-json.ts';
import { examplePanel } from '../example-dashboard.ts';
import { type DashboardRule, type Fault, placeOf } from '../rule.ts';

/** Width of Grafana's grid. */
const columns = 24;

const overlap = ({ gridPos: a }: PanelJson, { gridPos: b }: PanelJson): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const at = (title: string, id: number, x: number, y: number, w: number) =>
  examplePanel({ title, id, gridPos: { x, y, w, h: 8 } });

/** Panels lie beside each other within the grid. */
export const grid: DashboardRule = {
  name: 'grid',
  why: 'Grafana moves panels about that overlap or leave its grid, so that they stand elsewhere than they were put.',
  find: ({ dashboard: { panels } }) => [
    ...panels
      .filter(({ gridPos: { x, y, w } }) => x < 0 || y < 0 || x + w > columns)
      .map((panel): Fault => ({ where: placeOf(panel), message: `it leaves the grid of ${columns} columns.` })),
    ...panels.flatMap((panel, i) =>
      panels
        .slice(i + 1)
        .filter((other) => overlap(panel, other))
        .map((other): Fault => ({ where: placeOf(panel), message: `it lies over ${placeOf(other)}.` })),
    ),
  ],
  good: [{ panels: [at('A', 1, 0, 0, 12), at('B', 2, 12, 0, 12), at('C', 3, 0, 8, 24)] }],
  bad: [
    { example: { panels: [at('A', 1, 0, 0, 12), at('B', 2, 11, 7, 12)] }, says: 'panel "A": it lies over panel "B".' },
    { example: { panels: [at('A', 1, 20, 0, 10)] }, says: 'panel "A": it leaves the grid of 24 columns.' },
  ],
};
