import type { AlertSurroundings } from '../alerts/lint/alert-rule.ts';
import { lintAlerts } from '../alerts/lint/lint-alerts.ts';
import { lintRunbookQueries } from '../alerts/lint/runbook-queries.ts';
import { runbooksOf, testsOf } from '../alerts/lint/surroundings.ts';
import type { Finding } from '../config/finding.ts';
import type { Config } from '../config/load-config.ts';
import { lintDashboard } from '../dashboards/lint/lint-dashboard.ts';
import { panelsOf } from '../dashboards/lint/panels-of.ts';
import { readQueries } from '../exporter/custom/custom-query.ts';
import { catalogue } from '../prometheus/catalogue.ts';
import { type KnownSeries, knownSeries } from '../prometheus/lint/known-series.ts';
import { lintRecordings } from '../prometheus/lint/lint-recordings.ts';
import { lintRules, withRecorded } from '../prometheus/lint/lint-rules.ts';
import type { SourceText } from '../prometheus/lint/rules-text.ts';
import { externalLabels, scrapeInterval } from '../prometheus/scrape-config.ts';
import { isDashboard, isRules, parseJson } from './used-series.ts';

/** Series of the project's own metrics, and of those that the configuration's queries make. */
const declaredSeries = ({ exporter }: Config): KnownSeries =>
  knownSeries([
    ...catalogue,
    ...readQueries(exporter.queries).flatMap(({ families }) => families.map(({ metric }) => metric)),
  ]);

/**
 * What is wrong with rules, dashboards, alerts and runbooks as they stand on disk, found without any server.
 * @param sources the generated files' texts; which is which is known by their names
 */
export const staticFindings = (sources: readonly SourceText[], config: Config): Finding[] => {
  const rules = sources.filter(isRules);
  const dashboards = sources.filter(isDashboard).map(({ file, text }) => ({ file, json: parseJson(text) }));
  const known = withRecorded(declaredSeries(config), rules);
  const scrapeSeconds = scrapeInterval.seconds;
  const { tests, unreadable } = testsOf(sources.filter(({ file }) => file.endsWith('.test.yml')));
  const surroundings: AlertSurroundings = {
    tests,
    runbooks: runbooksOf(sources),
    panels: new Set(dashboards.flatMap(({ json }) => panelsOf(json))),
    externalLabels: Object.keys(externalLabels(config, {})),
    evaluationSeconds: scrapeSeconds,
  };
  return [
    ...rules.flatMap((source) => lintRules(source, { known, scrapeSeconds })),
    ...lintRecordings(rules),
    ...unreadable,
    ...lintAlerts(rules, known, surroundings),
    ...lintRunbookQueries(sources, known),
    ...dashboards.flatMap(({ file, json }) => lintDashboard(file, json, known, scrapeSeconds)),
  ];
};
