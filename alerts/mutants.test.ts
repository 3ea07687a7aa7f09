import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { seconds } from '../metrics/promql/duration.ts';
import type { Node } from '../metrics/promql/node.ts';
import { failedTests } from '../test/support/alert-tests.ts';
import { alertGroups } from './alerts.ts';
import type { OwnedAlert } from './owners.ts';
import { recordingsOf, ruleTests } from './test-file.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const recordings = recordingsOf(config);
const alerts = alertGroups(config)
  .flatMap((group) => group.alerts)
  .filter(({ severity }) => severity !== 'none');

/** A rule that is wrong in one place, and where. */
interface Mutant {
  readonly what: string;
  readonly alert: OwnedAlert;
}

type Binary = Extract<Node, { type: 'binary' }>;

/** An expression with each of its comparisons changed in turn; a change that gives nothing is none. */
const changed = (node: Node, change: (comparison: Binary) => Node | undefined): readonly Node[] => {
  if (node.type !== 'binary') return [];
  if (/^(==|[<>])$/.test(node.op)) {
    const other = change(node);
    return other ? [other] : [];
  }
  if (!/^(and|or|unless)$/.test(node.op)) return [];
  return [
    ...changed(node.left, change).map((left) => ({ ...node, left })),
    ...changed(node.right, change).map((right) => ({ ...node, right })),
  ];
};

/** An expression without one of two conditions that are joined. */
const without = (node: Node): readonly Node[] => {
  if (node.type !== 'binary' || !/^(and|or|unless)$/.test(node.op)) return [];
  return [
    node.left,
    ...(node.op === 'unless' ? [] : [node.right]),
    ...without(node.left).map((left) => ({ ...node, left })),
    ...without(node.right).map((right) => ({ ...node, right })),
  ];
};

const opposite: Readonly<Record<string, string>> = { '>': '<', '<': '>', '==': '!=' };

/**
 * A limit beyond what any scene of it shows: a fiftieth away. What is shown by hand is a forecast, whose values do not stay
 * where they are: a twentieth.
 */
const moved =
  (by: number, { scenes }: OwnedAlert) =>
  (node: Binary): Node | undefined => {
    if (node.right.type !== 'number') return undefined;
    const { value } = node.right;
    const step = value === 0 ? 1 : Math.abs(value) / (scenes.length > 0 ? 50 : 20);
    return { ...node, right: { type: 'number', value: value + by * (node.op === '==' ? 1 : step) } };
  };

/** The step of the evaluations at which the tests of an alert look. */
const stepOf = (alert: OwnedAlert): number => Math.max(...ruleTests(alert, recordings).map(({ step }) => step));

const mutantsOf = (alert: OwnedAlert): readonly Mutant[] => {
  const { node } = alert.expr;
  const step = stepOf(alert);
  const named = (what: string, nodes: readonly Node[]): Mutant[] =>
    nodes.map((one, i) => ({ what: `${what} (${i + 1})`, alert: { ...alert, expr: { node: one } } }));
  const waiting = (what: string, length: number): Mutant[] =>
    length < 0 ? [] : [{ what, alert: { ...alert, for: seconds(length) } }];
  return [
    ...named(
      'compares the other way round',
      changed(node, (one) => ({ ...one, op: opposite[one.op] ?? one.op })),
    ),
    ...named('has a higher limit', changed(node, moved(1, alert))),
    ...named('has a lower limit', changed(node, moved(-1, alert))),
    ...named('lacks a condition', without(node)),
    ...waiting('waits longer', alert.for.seconds + step),
    ...waiting('waits less long', alert.for.seconds - step),
    ...(alert.keepFiringFor ? [{ what: 'does not go on', alert: { ...alert, keepFiringFor: seconds(0) } }] : []),
  ];
};

const mutants = alerts.map((alert) => ({ alert, all: mutantsOf(alert) }));
const mostTests = Math.max(...alerts.map((alert) => ruleTests(alert, recordings).length));
const rounds = Math.max(...mutants.map(({ all }) => all.length));

describe('the tests of the rules', () => {
  it('pass on the rules as they are', async () => {
    expect(await failedTests(alerts, config)).toEqual([]);
  });

  // One mutant of each alert at a time: those of one do not touch the tests of another.
  it.each(Array.from({ length: rounds }, (_, i) => i))(
    'notice each rule that is wrong in one place (%i)',
    async (i) => {
      const round = mutants.flatMap(({ alert, all }) => {
        const mutant = all[i];
        return mutant ? [{ alert, mutant }] : [];
      });
      const change = (alert: OwnedAlert) => round.find((one) => one.alert === alert)?.mutant.alert ?? alert;
      let survivors = round;
      // The first test that fails is enough, and what comes after it may take longest.
      for (let nth = 0; nth < mostTests && survivors.length > 0; nth++) {
        const tested = survivors.map(({ alert }) => alert);
        const failed = await failedTests(
          tested.filter((alert) => nth < ruleTests(alert, recordings).length),
          config,
          change,
          nth,
        );
        survivors = survivors.filter(({ alert: { name } }) => !failed.some((test) => test.startsWith(`${name} `)));
      }
      expect(survivors.map(({ alert, mutant }) => `${alert.name} ${mutant.what}`)).toEqual([]);
    },
  );
});
