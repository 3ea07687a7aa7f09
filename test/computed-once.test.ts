import { expect, it } from 'vitest';
import { alertGroups } from '../alerts/alerts.ts';
import { parseConfig } from '../config/load-config.ts';
import { dashboards } from '../dashboards/dashboard-files.ts';
import type { Node } from '../metrics/promql/node.ts';
import { print } from '../metrics/promql/print.ts';
import type { Expression } from '../metrics/promql/vector.ts';
import { nodesOf } from '../metrics/promql/walk.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';

const config = parseConfig({}, 'gapwatch.config.ts');

/** An expression that Prometheus evaluates again and again, and for whom. */
interface Computed {
  readonly who: string;
  readonly expr: Expression;
}

const rules: readonly Computed[] = [
  ...recordingGroups(config).flatMap(({ recordings }) =>
    recordings.map(({ record, labels, expr }) => ({ who: `${record} ${Object.values(labels).join()}`, expr })),
  ),
  ...alertGroups(config).flatMap(({ alerts }) => alerts.map(({ name, expr }) => ({ who: `alert ${name}`, expr }))),
];

const panels: readonly Computed[] = dashboards.flatMap(({ title, rows }) =>
  rows.flatMap((row) =>
    row.panels.flatMap((panel) => {
      const asked = 'queries' in panel ? panel.queries : 'columns' in panel ? panel.columns : [];
      return asked.map(({ expr }) => ({ who: `panel ${panel.title} of ${title}`, expr }));
    }),
  ),
);

/** Over time: what is so now costs next to nothing. */
const looksBack = (node: Node): boolean =>
  nodesOf(node).some((one) => one.type === 'selector' && one.range !== undefined);

/** What somebody chooses at the top of a dashboard cannot be recorded for them beforehand. */
const isChosen = (node: Node): boolean =>
  nodesOf(node).some(
    (one) =>
      one.type === 'selector' &&
      (one.matchers.some(({ value }) => value.startsWith('$')) || (one.range !== undefined && 'variable' in one.range)),
  );

/** Parts that cost something and are computed for more than one, with those for whom. */
const computedTwice = (all: readonly Computed[]): readonly string[] => {
  const found = new Map<string, Set<string>>();
  for (const { who, expr } of all) {
    for (const node of nodesOf(expr.node)) {
      if ((node.type !== 'call' && node.type !== 'aggregate') || !looksBack(node) || isChosen(node)) continue;
      const text = print({ node });
      found.set(text, (found.get(text) ?? new Set()).add(who));
    }
  }
  return [...found].filter(([, whom]) => whom.size > 1).map(([text, whom]) => `${text}: ${[...whom].join('; ')}`);
};

it('computes nothing twice that could be recorded, in rules and panels', () => {
  expect(panels.length).toBeGreaterThan(100);
  expect(computedTwice([...rules, ...panels])).toEqual([]);
});

it('finds what is computed twice', () => {
  const [first] = rules.filter(({ expr }) => looksBack(expr.node));
  expect(first).toBeDefined();
  if (first) expect(computedTwice([first, { who: 'another', expr: first.expr }])).not.toEqual([]);
});
