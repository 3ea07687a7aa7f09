import { membersOf, textOf } from './json.ts';

/** Kinds of data sources that speak PromQL, besides Prometheus itself. */
const promql = /prometheus|victoriametrics|mimir|thanos|cortex/i;

/** Kinds that also call their question `expr`, by kind or by the name that somebody gave one. */
const others =
  /loki|elastic|influx|graphite|cloudwatch|sql|tempo|jaeger|zipkin|testdata|__expr__|-- (dashboard|grafana) --/i;

/** Kinds of the data sources that a dashboard lets one choose, by the variable's name. */
export type Choices = ReadonlyMap<string, string>;

/**
 * Whether a question goes to a Prometheus. Old dashboards name a data source by the name that somebody gave it, or not at all:
 * of those what is not plainly something else is taken for one.
 * @param own as the query has it; the panel's where the query has none
 */
export const asksPrometheus = (own: unknown, panels: unknown, choices: Choices): boolean => {
  const chosen = own ?? panels;
  const { type, uid } = membersOf(chosen);
  const name = textOf(chosen) || textOf(uid);
  const [, variable = ''] = /^\$\{?(\w+)\}?$|^\[\[(\w+)\]\]$/.exec(name) ?? [];
  const kind = textOf(type) || choices.get(variable) || name;
  return promql.test(kind) || (!others.test(kind) && (textOf(type) === '' || textOf(type) === 'datasource'));
};
