import { readByRunbooks } from '../alerts/lint/runbook-queries.ts';
import { readByDashboard } from '../dashboards/lint/used-series.ts';
import { readByRules } from '../prometheus/lint/lint-rules.ts';
import type { SourceText } from '../prometheus/lint/rules-text.ts';

/** A file of a project's dashboards in Grafana's classic form; which they are is known by their names. */
export const isDashboard = ({ file }: SourceText): boolean => /^dashboards\/generated\/[^/]+\.json$/.test(file);

/** A file of rules. */
export const isRules = ({ file }: SourceText): boolean => file.endsWith('.rules.yml');

/** The value of a JSON text; undefined for what is none, of which the lint says what is wrong. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Names of the series that somebody reads in these files: rules, alerts, dashboards or runbooks. */
export const usedSeries = (sources: readonly SourceText[]): ReadonlySet<string> =>
  new Set([
    ...readByRules(sources.filter(isRules)),
    ...readByRunbooks(sources),
    ...sources.filter(isDashboard).flatMap(({ text }) => readByDashboard(parseJson(text))),
  ]);
