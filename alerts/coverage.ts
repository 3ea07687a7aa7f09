import { load } from 'js-yaml';
import { z } from 'zod';
import type { Finding } from '../config/finding.ts';
import type { Config } from '../config/load-config.ts';
import { parseRules, type SourceText } from '../prometheus/lint/rules-text.ts';
import type { Alert } from './alert.ts';
import { alertGroups } from './alerts.ts';

const testFile = z.looseObject({
  tests: z.array(
    z.looseObject({
      name: z.string().default(''),
      input_series: z.array(z.looseObject({ series: z.string() })).default([]),
      alert_rule_test: z
        .array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()).nullish() }))
        .default([]),
      promql_expr_test: z.array(z.looseObject({ expr: z.string() })).default([]),
    }),
  ),
});

type Test = z.output<typeof testFile>['tests'][number];

/** What rule tests reach of what there is, in words, and each alert, limit and recorded series that they do not. */
export interface Coverage {
  readonly text: string;
  readonly findings: readonly Finding[];
}

const testsIn = (text: string): readonly Test[] => {
  try {
    return testFile.parse(load(text)).tests;
  } catch {
    // What cannot be read is a finding of those who read the file.
    return [];
  }
};

const recordsIn = (source: SourceText): readonly string[] => {
  const parsed = parseRules(source);
  return 'value' in parsed ? parsed.value.flatMap(({ record }) => (record === undefined ? [] : [record])) : [];
};

/** What the tests of a limit are called, or somebody in them. */
const edge = (limit: string): string => `just inside ${limit}`;

const ofAlert = ({ name, severity, bounds }: Alert, tests: readonly Test[]) => {
  const own = tests.filter((test) => test.alert_rule_test.some(({ alertname }) => alertname === name));
  const sights = own.flatMap((test) => test.alert_rule_test);
  const fires = sights.some(({ exp_alerts }) => exp_alerts?.length);
  const isQuiet = severity === 'none' || sights.some(({ exp_alerts }) => !exp_alerts?.length);
  const shown = (limit: string) =>
    own.some(
      (test) => test.name.includes(edge(limit)) || test.input_series.some(({ series }) => series.includes(edge(limit))),
    );
  const limits = [...new Set(bounds.map((bound) => bound.name))];
  return { name, isReached: fires && isQuiet, limits, hidden: limits.filter((limit) => !shown(limit)) };
};

const share = (missing: number, all: number, things: string): string => `${all - missing} of ${all} ${things}`;

/**
 * What the tests of rules reach of the alerts, of their limits and of what is recorded, as the files stand on disk.
 * @param sources texts of the generated files; which is which is known by their names
 */
export const coverageOf = (config: Config, sources: readonly SourceText[]): Coverage => {
  const tests = sources.filter(({ file }) => file.endsWith('.test.yml')).flatMap(({ text }) => testsIn(text));
  const rules = sources.filter(({ file }) => file.endsWith('.rules.yml'));
  const alerts = alertGroups(config).flatMap((group) => group.alerts.map((alert) => ofAlert(alert, tests)));
  // Names of recorded series have colons, which end no word.
  const asked = new Set(tests.flatMap((test) => test.promql_expr_test.flatMap(({ expr }) => expr.split(/[^\w:]/))));
  const recorded = new Map(
    rules.flatMap((source) => recordsIn(source).map((record) => [record, source.file] as const)),
  );
  const unreached = alerts.filter(({ isReached }) => !isReached);
  const hidden = alerts.flatMap(({ name, hidden: limits }) => limits.map((limit) => ({ name, limit })));
  const unasked = [...recorded].filter(([record]) => !asked.has(record));
  const limits = alerts.reduce((sum, alert) => sum + alert.limits.length, 0);
  const finding = (file: string, where: string, message: string): Finding => ({
    file,
    where,
    rule: 'coverage',
    message,
  });
  const file = rules.find(({ text }) => text.includes('- alert:'))?.file ?? 'alerts/generated/alerts.rules.yml';
  return {
    text: `Rule tests reach ${share(unreached.length, alerts.length, 'alerts')}, ${share(hidden.length, limits, 'limits')}, ${share(unasked.length, recorded.size, 'recorded series')}.`,
    findings: [
      ...unreached.map(({ name }) =>
        finding(file, `alert ${name}`, 'no test sees it fire, or none sees it quiet; add a scene to its definition.'),
      ),
      ...hidden.map(({ name, limit }) =>
        finding(
          file,
          `alert ${name}`,
          `no test shows it just inside its limit ${limit}; add a scene, or a moment, to its definition.`,
        ),
      ),
      ...unasked.map(([record, source]) =>
        finding(
          source,
          `recording rule ${record}`,
          'no test asks what it stores; add it to alerts/recording-examples.ts.',
        ),
      ),
    ],
  };
};
