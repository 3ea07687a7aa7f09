import { readByRunbooks } from '../alerts/lint/runbook-queries.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import { dashboardSchema } from '../dashboards/lint/dashboard-json.ts';
import { promqlQueries } from '../dashboards/lint/queries.ts';
import { fillLengths } from '../prometheus/lint/grafana-lengths.ts';
import { parsePromql } from '../prometheus/lint/parse-promql.ts';
import { parseRules, type RuleText } from '../prometheus/lint/rules-text.ts';
import { selectorsOf } from '../prometheus/lint/selectors.ts';
import { namesOf } from '../prometheus/lint/syntax.ts';

/** A dashboard as it is generated, and its rows as they are read from top to bottom. */
export interface DrawnDashboard {
  readonly file: string;
  readonly title: string;
  readonly uid: string;
  readonly description: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly DrawnPanel[] }[];
}

/** A panel with what it asks Prometheus. */
interface DrawnPanel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly queries: readonly string[];
}

/** Names of the series that an expression reads, each once. */
export const seriesIn = (expr: string): string[] => {
  const parsed = parsePromql(fillLengths(expr));
  return 'syntax' in parsed
    ? [...new Set(selectorsOf(parsed.syntax).flatMap(({ selector }) => namesOf(selector)))]
    : [];
};

/** The rules in the generated files, those that record first. */
export const rulesIn = (files: readonly GeneratedFile[]): readonly RuleText[] =>
  files
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ path, text }) => {
      const parsed = parseRules({ file: path, text });
      return 'value' in parsed ? parsed.value : [];
    })
    .sort((a, b) => Number(a.alert !== undefined) - Number(b.alert !== undefined));

/** The dashboards among the generated files. */
export const dashboardsIn = (files: readonly GeneratedFile[]): DrawnDashboard[] =>
  files
    .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
    .map(({ path, text }) => {
      const json = dashboardSchema.parse(JSON.parse(text));
      const rows: { title: string; panels: DrawnPanel[] }[] = [];
      for (const panel of json.panels) {
        if (panel.type === 'row' || rows.length === 0) rows.push({ title: panel.title, panels: [] });
        const shown = panel.type === 'row' ? panel.panels : [panel];
        rows.at(-1)?.panels.push(
          ...shown.map((one) => ({
            id: one.id,
            title: one.title,
            description: one.description,
            queries: promqlQueries({ ...json, panels: [{ ...one, panels: [] }] }).map(({ expr }) => expr),
          })),
        );
      }
      const { title, uid } = json;
      // Whoever reads it here knows where it comes from.
      const description = String(json.description).replace(/ *Generated from .*$/s, '');
      return { file: path, title: String(title), uid: String(uid), description, rows };
    });

/** Who reads a series: each a link, in the order panels, recorded series, alerts, runbooks. */
export type Usage = ReadonlyMap<string, readonly string[]>;

/** The runbooks among the generated files: of which alert each is, and what series its queries read. */
export const runbooksIn = (
  files: readonly GeneratedFile[],
): readonly { readonly alert: string; readonly series: readonly string[] }[] =>
  files.flatMap(({ path, text }) => {
    const [, alert] = /\/runbooks\/(\w+)\.md$/.exec(path) ?? [];
    return alert === undefined ? [] : [{ alert, series: readByRunbooks([{ file: path, text }]) }];
  });

/**
 * Who reads which series.
 * @param links how each of them is linked to
 */
export const usageOf = (
  {
    dashboards,
    rules,
    runbooks,
  }: {
    readonly dashboards: readonly DrawnDashboard[];
    readonly rules: readonly RuleText[];
    readonly runbooks: ReturnType<typeof runbooksIn>;
  },
  links: {
    readonly panel: (dashboard: DrawnDashboard, id: number, title: string) => string;
    readonly rule: (rule: Pick<RuleText, 'alert' | 'record'>) => string;
    readonly runbook: (alert: string) => string;
  },
): Usage => {
  const usage = new Map<string, Set<string>>();
  const add = (expr: string, link: string): void => {
    for (const name of seriesIn(expr)) usage.set(name, (usage.get(name) ?? new Set()).add(link));
  };
  for (const dashboard of dashboards) {
    for (const { id, title, queries } of dashboard.rows.flatMap(({ panels }) => panels)) {
      for (const expr of queries) add(expr, links.panel(dashboard, id, title));
    }
  }
  for (const rule of rules) add(rule.expr, links.rule(rule));
  for (const { alert, series } of runbooks) {
    for (const name of series) {
      const others = usage.get(name) ?? new Set();
      // A runbook quotes what its alert reads.
      if (!others.has(links.rule({ alert, record: undefined }))) usage.set(name, others.add(links.runbook(alert)));
    }
  }
  return new Map([...usage].map(([name, all]) => [name, [...all]]));
};
