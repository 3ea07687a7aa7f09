import type { PanelJson } from '../dashboard-json.ts';
import { type Fault, placeOf, type Rule } from '../rule.ts';

/** Width of Grafana's grid. */
const columns = 24;

const overlap = ({ gridPos: a }: PanelJson, { gridPos: b }: PanelJson): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Panels lie beside each other within the grid; Grafana would move them about, differently each time. */
export const grid: Rule = ({ panels }) => {
  const beyond = panels.filter(({ gridPos: { x, y, w } }) => x < 0 || y < 0 || x + w > columns);
  return [
    ...beyond.map((panel): Fault => ({ where: placeOf(panel), message: `it leaves the grid of ${columns} columns.` })),
    ...panels.flatMap((panel, i) =>
      panels
        .slice(i + 1)
        .filter((other) => overlap(panel, other))
        .map((other): Fault => ({ where: placeOf(panel), message: `it lies over ${placeOf(other)}.` })),
    ),
  ];
};
