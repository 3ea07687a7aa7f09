import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../config/load-config.ts';
import { columns } from './adapter/layout.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { type DashboardJson, dashboardSchema, type PanelJson } from './lint/dashboard-json.ts';
import { shownPanels } from './lint/rule.ts';

const boards = dashboardFiles(parseConfig({}, '/project/gapwatch.config.ts'), [])
  .filter(({ path }) => path.endsWith('.json'))
  .map(({ path, text }): { readonly path: string; readonly board: DashboardJson } => ({
    path,
    board: dashboardSchema.parse(JSON.parse(text)),
  }));

/** Pixels of a window. */
const windows = [1280, 1920];

/** Pixels beside the panels, between two of them, and of a letter of Grafana's 14 pixels, the mean of a word. */
const margin = 16;
const gap = 8;
const letter = 7.4;

/** Pixels of a title's line that its two icons and the padding take: what is asked, and the links. */
const icons = 88;

/** Pixels of padding on both sides of a cell. */
const padding = 16;

const widthOf = ({ gridPos }: PanelJson, window: number): number =>
  ((window - 2 * margin + gap) / columns) * gridPos.w - gap;

const table = z.looseObject({
  transformations: z.array(
    z.looseObject({ options: z.looseObject({ renameByName: z.record(z.string(), z.string()).default({}) }) }),
  ),
  fieldConfig: z.looseObject({
    overrides: z.array(
      z.looseObject({
        matcher: z.looseObject({ options: z.string() }),
        properties: z.array(z.looseObject({ id: z.string(), value: z.unknown() })),
      }),
    ),
  }),
});

/** The headings of a table, and the pixels of those that are given some. */
const headings = (panel: PanelJson): { readonly heading: string; readonly width?: number }[] => {
  const { transformations, fieldConfig } = table.parse(panel);
  const names = transformations.flatMap(({ options }) => Object.values(options.renameByName));
  return names.map((heading) => {
    const own = fieldConfig.overrides.filter(({ matcher }) => matcher.options === heading);
    const width = own.flatMap(({ properties }) => properties).find(({ id }) => id === 'custom.width')?.value;
    return { heading, ...(typeof width === 'number' && { width }) };
  });
};

it.each(windows)('has no title that is cut off in a window of %i pixels', (window) => {
  const cut = boards.flatMap(({ path, board }) =>
    shownPanels(board)
      .filter((panel) => panel.title.length * letter > widthOf(panel, window) - icons)
      .map(({ title }) => `${path}: ${title}`),
  );
  expect(cut).toEqual([]);
});

it.each(windows)('has no heading of a table that is cut off in a window of %i pixels', (window) => {
  const cut = boards.flatMap(({ path, board }) =>
    shownPanels(board)
      .filter(({ type }) => type === 'table')
      .flatMap((panel) => {
        const all = headings(panel);
        const given = all.reduce((sum, { width = 0 }) => sum + width, 0);
        const share =
          (widthOf(panel, window) - 2 * gap - given) / all.filter(({ width }) => width === undefined).length;
        return all
          .filter(({ heading, width = share }) => heading.length * letter + padding > width)
          .map(({ heading }) => `${path}: ${panel.title}: ${heading}`);
      }),
  );
  expect(cut).toEqual([]);
});
