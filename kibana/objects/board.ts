import { stableLine } from '../../dashboards/adapter/stable-json.ts';
import { queryOf } from '../query/kql.ts';
import { type SavedObject, savedObject } from './saved-object.ts';

/** Kibana's grid is as wide as this. */
const columns = 48;

/** Panels side by side. */
interface Row {
  /** In units of the grid, some 20 pixels each. */
  readonly height: number;
  /** Each with its share of the width; all of equal width unless told. */
  readonly panels: readonly (SavedObject | readonly [panel: SavedObject, width: number])[];
}

/** A dashboard of panels that stand for themselves too, so that each can be put on other dashboards. */
export interface Board {
  readonly id: `gapwatch-${string}`;
  readonly title: string;
  readonly description: string;
  /** How far back it looks when it is opened, as Kibana writes it. */
  readonly from: string;
  readonly rows: readonly Row[];
}

const place = (rows: readonly Row[]) => {
  let y = 0;
  return rows.flatMap(({ height, panels }) => {
    const top = y;
    y += height;
    let x = 0;
    return panels.map((one) => {
      const [panel, w] = 'length' in one ? one : [one, Math.floor(columns / panels.length)];
      const left = x;
      x += w;
      return { panel, grid: { x: left, y: top, w, h: height } };
    });
  });
};

/** A dashboard as Kibana keeps it. */
export const board = ({ id, title, description, from, rows }: Board): SavedObject => {
  const placed = place(rows);
  return savedObject(
    'dashboard',
    id,
    {
      title,
      description,
      timeRestore: true,
      timeFrom: from,
      timeTo: 'now',
      refreshInterval: { pause: false, value: 60_000 },
      optionsJSON: stableLine({
        useMargins: true,
        hidePanelTitles: false,
        syncColors: false,
        syncCursor: true,
        syncTooltips: false,
      }),
      panelsJSON: stableLine(
        placed.map(({ panel, grid }) => ({
          type: panel.type,
          panelIndex: panel.id,
          panelRefName: `panel_${panel.id}`,
          gridData: { ...grid, i: panel.id },
          embeddableConfig: { enhancements: {} },
        })),
      ),
      kibanaSavedObjectMeta: { searchSourceJSON: stableLine({ query: queryOf(undefined), filter: [] }) },
    },
    placed.map(({ panel }) => ({ type: panel.type, id: panel.id, name: `${panel.id}:panel_${panel.id}` })),
  );
};
