import { z } from 'zod';
import type { Finding } from '../../config/finding.ts';
import { parseYaml, type SourceText } from '../../prometheus/lint/rules-text.ts';
import type { AlertSurroundings } from './alert-rule.ts';

const testFile = z.looseObject({
  tests: z
    .array(
      z.looseObject({
        alert_rule_test: z
          .array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()).nullish() }))
          .nullish(),
      }),
    )
    .nullish(),
});

/** How often each alert fires and is quiet in files of rule tests, and which of these cannot be read. */
export const testsOf = (
  sources: readonly SourceText[],
): { readonly tests: AlertSurroundings['tests']; readonly unreadable: readonly Finding[] } => {
  const parsed = sources.map((source) => parseYaml(source, testFile, 'a file of rule tests'));
  const tests = new Map<string, { fires: number; quiet: number }>();
  const moments = parsed.flatMap((one) => ('value' in one ? (one.value.tests ?? []) : []));
  for (const { alertname, exp_alerts } of moments.flatMap((test) => test.alert_rule_test ?? [])) {
    const { fires, quiet } = tests.get(alertname) ?? { fires: 0, quiet: 0 };
    tests.set(alertname, exp_alerts?.length ? { fires: fires + 1, quiet } : { fires, quiet: quiet + 1 });
  }
  return { tests, unreadable: parsed.flatMap((one) => ('finding' in one ? [one.finding] : [])) };
};

/** The runbooks among files, by the alert that each is named after. */
export const runbooksOf = (sources: readonly SourceText[]): ReadonlyMap<string, string> =>
  new Map(
    sources.flatMap(({ file, text }) => {
      const [, alert] = /\/runbooks\/([^/]+)\.md$/.exec(file) ?? [];
      return alert === undefined ? [] : [[alert, text]];
    }),
  );
