import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { type DashboardJson, dashboardSchema, type PanelJson } from '../../dashboards/lint/dashboard-json.ts';
import { placeOf, shownPanels } from '../../dashboards/lint/rule.ts';

/** A query of a dashboard, and what to call it when it is wrong. */
export interface Asked {
  /** The dashboard's file. */
  readonly board: string;
  readonly where: string;
  readonly unit: string;
  readonly expr: string;
  /** Whether only what is now is asked for, as tables and variables do. */
  readonly instant: boolean;
}

const annotations = z.looseObject({
  annotations: z.looseObject({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
});

/** A variable's query as Prometheus can be asked it: the values of the label that the series have. */
const valuesOf = (query: unknown): string => {
  const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(String(query)) ?? [];
  return `count by (${label}) (${series})`;
};

const boardsOf = (
  files: readonly GeneratedFile[],
): { readonly path: string; readonly json: unknown; readonly board: DashboardJson }[] =>
  files
    .filter(({ path }) => path.startsWith('dashboards/') && path.endsWith('.json'))
    .map(({ path, text }) => {
      const json: unknown = JSON.parse(text);
      return { path, json, board: dashboardSchema.parse(json) };
    });

const columnUnits = z.looseObject({
  transformations: z.array(z.looseObject({ id: z.string(), options: z.looseObject({}) })),
  fieldConfig: z.looseObject({
    overrides: z.array(
      z.looseObject({
        matcher: z.looseObject({ options: z.unknown() }),
        properties: z.array(z.looseObject({ id: z.string(), value: z.unknown() })),
      }),
    ),
  }),
});

/** The unit of a query's values: each column of a table has its own. */
const unitOf = (panel: PanelJson, refId: string): string => {
  const unit = panel.fieldConfig?.defaults?.unit ?? '';
  if (panel.type !== 'table') return unit;
  const { transformations, fieldConfig } = columnUnits.parse(panel);
  const names = z.record(z.string(), z.string());
  const heading = names.parse(transformations.find(({ id }) => id === 'organize')?.options.renameByName)[
    `Value #${refId}`
  ];
  const own = fieldConfig.overrides.find(({ matcher }) => matcher.options === heading);
  return String(own?.properties.find(({ id }) => id === 'unit')?.value ?? unit);
};

/** Every query that the dashboards among the generated files ask Prometheus: of panels, variables and annotations. */
export const promqlOf = (files: readonly GeneratedFile[]): Asked[] =>
  boardsOf(files).flatMap(({ path, json, board }) => [
    ...shownPanels(board)
      .filter(({ type }) => type !== 'logs')
      .flatMap((panel) =>
        panel.targets.map(({ refId, expr, instant }) => ({
          board: path,
          where: `${path}, ${placeOf(panel)}, query ${refId}`,
          unit: unitOf(panel, refId),
          expr,
          instant: instant === true,
        })),
      ),
    ...board.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({
        board: path,
        where: `${path}, variable ${name}`,
        unit: '',
        expr: valuesOf(query),
        instant: true,
      })),
    ...annotations.parse(json).annotations.list.map(({ name, expr }) => ({
      board: path,
      where: `${path}, annotation ${name}`,
      unit: '',
      expr,
      instant: false,
    })),
  ]);

/** A panel that asks Prometheus, and what stands in it where there is no answer. */
export interface ShownPanel {
  readonly where: string;
  /** How it is drawn, as Grafana calls it. */
  readonly type: string;
  readonly none: string;
  readonly exprs: readonly string[];
}

const defaults = z.looseObject({ defaults: z.looseObject({ noValue: z.string() }) });

/** Every panel of the dashboards among the generated files that asks Prometheus. */
export const shownIn = (files: readonly GeneratedFile[]): ShownPanel[] =>
  boardsOf(files).flatMap(({ path, board }) =>
    shownPanels(board)
      .filter(({ type }) => type !== 'logs')
      .map((panel) => ({
        where: `${path}, ${placeOf(panel)}`,
        type: panel.type,
        none: defaults.parse(panel.fieldConfig).defaults.noValue,
        exprs: panel.targets.map(({ expr }) => expr),
      })),
  );

const target = z.looseObject({ query: z.string() });

/** The query in the address of Kibana's Discover, with a value where Grafana fills one in. */
const inDiscover = (url: string): string => {
  const [, text = ''] = /query:\(language:lucene,query:'(.*?)'\)/.exec(url) ?? [];
  const query = decodeURIComponent(text.replace(/\$\{[\w.]+:percentencode\}/g, '1'));
  return query.replace(/!(.)/g, '$1');
};

/** Every query for lines of the log that panels make, and those that their links lead to in Kibana. */
export const luceneOf = (files: readonly GeneratedFile[]): { readonly where: string; readonly query: string }[] =>
  boardsOf(files).flatMap(({ path, board }) =>
    shownPanels(board).flatMap((panel) => {
      const where = `${path}, ${placeOf(panel)}`;
      const links = JSON.stringify(panel).match(/"url":"[^"]*\/app\/discover[^"]*/g) ?? [];
      return [
        ...(panel.type === 'logs' ? panel.targets.map((one) => ({ where, query: target.parse(one).query })) : []),
        ...links.map((url) => ({ where: `${where}, link to Kibana`, query: inDiscover(url) })),
      ];
    }),
  );
