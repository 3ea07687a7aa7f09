import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { type DashboardJson, dashboardSchema, type PanelJson } from '../../dashboards/lint/dashboard-json.ts';
import { placeOf, shownPanels } from '../../dashboards/lint/rule.ts';

/** A query of a dashboard, and what to call it when it is wrong. */
export interface Asked {
  readonly where: string;
  readonly unit: string;
  readonly expr: string;
}

/** What Grafana fills in where everything is chosen; its interval is four of the scrapes that the data source tells it. */
export const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replace(/"\$\w+"/g, '".+"');

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

const unitOf = ({ fieldConfig }: PanelJson): string => fieldConfig?.defaults?.unit ?? '';

/** Every query that the dashboards among the generated files ask Prometheus: of panels, variables and annotations. */
export const promqlOf = (files: readonly GeneratedFile[]): Asked[] =>
  boardsOf(files).flatMap(({ path, json, board }) => [
    ...shownPanels(board)
      .filter(({ type }) => type !== 'logs')
      .flatMap((panel) =>
        panel.targets.map(({ refId, expr }) => ({
          where: `${path}, ${placeOf(panel)}, query ${refId}`,
          unit: unitOf(panel),
          expr,
        })),
      ),
    ...board.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({ where: `${path}, variable ${name}`, unit: '', expr: valuesOf(query) })),
    ...annotations
      .parse(json)
      .annotations.list.map(({ name, expr }) => ({ where: `${path}, annotation ${name}`, unit: '', expr })),
  ]);

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
