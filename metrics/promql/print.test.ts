import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Node } from './node.ts';
import { print, printSeconds } from './print.ts';

const labelName = fc.constantFrom('job', 'instance', 'room', 'outcome');
const labelNames = fc.uniqueArray(labelName, { maxLength: 3 }).map((labels) => labels.sort());
const duration = fc.integer({ min: 1, max: 1_000_000 }).map((count) => ({ seconds: count }));
const matcher = fc.oneof(
  fc.record({ label: labelName, op: fc.constantFrom('=' as const, '!=' as const), value: fc.string() }),
  fc.record({
    label: labelName,
    op: fc.constantFrom('=~' as const, '!~' as const),
    value: fc.constantFrom('I|E', '.+'),
  }),
);
const selector = fc.record({
  type: fc.constant('selector' as const),
  name: fc.constantFrom('up', 'chat_messages_total', 'job:chat_messages:rate5m'),
  // A selector whose matchers could all match nothing is refused by Prometheus only without a name.
  matchers: fc.uniqueArray(matcher, { selector: ({ label }) => label, maxLength: 2 }),
});
const { vector } = fc.letrec<{ vector: Node }>((tie) => ({
  vector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    selector,
    fc.tuple(selector, duration).map(([of, range]): Node => ({ type: 'call', name: 'rate', args: [{ ...of, range }] })),
    fc
      .record({
        op: fc.constantFrom('sum', 'max', 'count'),
        kind: fc.constantFrom('by' as const, 'without' as const),
        labels: labelNames,
        of: tie('vector'),
      })
      .map(({ op, kind, labels, of }): Node => ({ type: 'aggregate', op, grouping: { kind, labels }, of })),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), tie('vector'))
      .map(([param, of]): Node => ({ type: 'aggregate', op: 'topk', param, of })),
    fc
      .tuple(labelName, tie('vector'))
      .map(([param, of]): Node => ({ type: 'aggregate', op: 'count_values', param, of })),
    fc
      .record({
        op: fc.constantFrom('+', '-', '*', '/', '>', '<=', '==', 'and', 'or', 'unless'),
        left: tie('vector'),
        right: tie('vector'),
        on: fc.option(labelNames),
      })
      .map(({ op, left, right, on }): Node => ({ type: 'binary', op, left, right, ...(on && { matching: { on } }) })),
    fc
      .record({
        op: fc.constantFrom('+', '-', '*', '/', '>'),
        vector: tie('vector'),
        value: fc.double(),
        isLeft: fc.boolean(),
        isLength: fc.boolean(),
      })
      .map(({ op, vector: of, value, isLeft, isLength }): Node => {
        const number: Node = isLength ? { type: 'length', of: { seconds: 3600 } } : { type: 'number', value };
        return { type: 'binary', op, left: isLeft ? number : of, right: isLeft ? of : number };
      }),
  ),
}));
const expression = vector.map((node) => ({ node, text: print({ node }) }));

/** The shape of an expression: what is applied to what, without how it is spelled. */
const shapeOf = (node: Node): unknown => {
  if (node.type === 'number' || node.type === 'length' || node.type === 'text') return 'number';
  if (node.type === 'selector') return [node.name, ...node.matchers.map(({ label, op }) => label + op)];
  if (node.type === 'call') return [node.name, ...node.args.map(shapeOf)];
  if (node.type === 'aggregate') return [node.op, ...(node.grouping?.labels ?? []), shapeOf(node.of)];
  return [node.op, ...(node.matching?.on ?? []), shapeOf(node.left), shapeOf(node.right)];
};

/** The same shape, from the tree that Prometheus' own grammar makes of the text. */
const parsedShape = (text: string): unknown => {
  const words = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const walk = (node: SyntaxNode): unknown => {
    const children = (name: string): SyntaxNode[] => node.getChildren(name);
    const labels = (of: SyntaxNode | null): string[] =>
      (of?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []).map(words);
    switch (node.name) {
      case 'ParenExpr':
      case 'MatrixSelector':
        return walk(node.firstChild?.name === '(' ? Object(node.firstChild.nextSibling) : Object(node.firstChild));
      case 'NumberDurationLiteral':
        return 'number';
      case 'StringLiteral':
        return 'text';
      // The grammar takes the sign of an infinite number for an operator where an operator may stand.
      case 'UnaryExpr':
        return walk(Object(node.lastChild));
      case 'VectorSelector': {
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
        return [words(Object(node.getChild('Identifier'))), ...matchers.map((m) => words(m).replace(/".*$/s, ''))];
      }
      case 'FunctionCall':
        return [words(Object(children('FunctionIdentifier')[0])), ...operands(children('FunctionCallBody')[0])];
      case 'AggregateExpr': {
        const body = operands(children('FunctionCallBody')[0]);
        return [words(Object(children('AggregateOp')[0])), ...labels(node.getChild('AggregateModifier')), body.at(-1)];
      }
      case 'BinaryExpr': {
        const left = node.firstChild;
        return [
          words(Object(left?.nextSibling)),
          ...labels(node.getChild('MatchingModifierClause')),
          walk(Object(left)),
          walk(Object(node.lastChild)),
        ];
      }
      default:
        throw new Error(`${node.name} in ${text}`);
    }
  };
  const operands = (body: SyntaxNode | undefined): unknown[] => {
    const found: unknown[] = [];
    for (let child = body?.firstChild; child; child = child.nextSibling)
      if (/[A-Za-z]/.test(child.name)) found.push(walk(child));
    return found;
  };
  const top = parser.parse(text).topNode;
  top.cursor().iterate((node) => {
    if (node.type.isError) throw new Error(`does not parse: ${text}`);
  });
  return walk(Object(top.firstChild));
};

it('prints what the grammar of Prometheus reads back as the same expression', () => {
  fc.assert(
    fc.property(expression, ({ node, text }) => {
      expect(parsedShape(text)).toEqual(shapeOf(node));
    }),
    { numRuns: 500 },
  );
});

it('prints what promtool accepts', () => {
  // Set operators refuse numbers' results and `bool`-less scalars nowhere: each sample is a vector by construction.
  const samples = fc.sample(expression, 150).map(({ text }) => text);
  const rules = samples.map((expr, i) => ({ record: `a:b:${i}`, expr }));
  const folder = mkdtempSync(join(tmpdir(), 'gapwatch-promql-'));
  try {
    const file = join(folder, 'rules.yml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'generated', rules }] }));
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain('150 rules found');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('writes lengths of time as Prometheus does', () => {
  expect([0, 0.25, 1, 90, 300, 5400, 86_400, 604_800, 90_000].map(printSeconds)).toEqual([
    '0s',
    '250ms',
    '1s',
    '1m30s',
    '5m',
    '1h30m',
    '1d',
    '1w',
    '25h',
  ]);
});

it('divides windows by the time scale, but leaves them four scrapes long', () => {
  const node: Node = { type: 'selector', name: 'up', matchers: [], range: { seconds: 600 }, offset: { seconds: 60 } };
  expect(print({ node }, { timeScale: 60 })).toBe('up[10s] offset 4s');
  expect(print({ node })).toBe('up[10m] offset 1m');
  const hour: Node = { type: 'length', of: { seconds: 3600 } };
  expect([print({ node: hour }), print({ node: hour }, { timeScale: 60 })]).toEqual(['3600', '60']);
});

it('brackets only where the order of operators asks for it', () => {
  const up: Node = { type: 'selector', name: 'up', matchers: [] };
  const minus = (left: Node, right: Node): Node => ({ type: 'binary', op: '-', left, right });
  expect(print({ node: minus(minus(up, up), minus(up, up)) })).toBe('up - up - (up - up)');
});
