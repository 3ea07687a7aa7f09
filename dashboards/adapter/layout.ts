import type { Panel } from './panel.ts';

/** A place on Grafana's grid, in columns of 24 and lines of 30 pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Width of the grid. */
export const columns = 24;

/** Lines of 30 pixels and the 8 between them: a number needs less than a chart, lines of a log or a table more. */
const heights: Readonly<Record<Panel['kind'], number>> = {
  stat: 4,
  timeseries: 8,
  states: 8,
  heatmap: 8,
  table: 8,
  logs: 12,
};

/**
 * Lays panels out from left to right, and on to the next line where one does not fit any more.
 * @param top line of the grid on which the first one stands
 * @returns the places, in the order of the panels, and the first line below them all
 */
export const layOut = (
  panels: readonly Panel[],
  top: number,
): { readonly places: Place[]; readonly bottom: number } => {
  let [x, y, bottom] = [0, top, top];
  const places = panels.map((panel) => {
    if (x + panel.width > columns) [x, y] = [0, bottom];
    const place = { x, y, w: panel.width, h: heights[panel.kind] };
    x += panel.width;
    bottom = Math.max(bottom, y + place.h);
    return place;
  });
  return { places, bottom };
};
