import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Matcher } from '../../metrics/promql/node.ts';
import { numberOf, stringOf } from './literals.ts';
import type { Syntax, WrittenMatching } from './syntax.ts';

/** What an expression says, or near which words it ceases to be PromQL. */
export type ParsedPromql = { readonly syntax: Syntax } | { readonly near: string };

/** Deeper expressions exist only to break something. */
const deepest = 300;

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
};

const converterOf = (source: string) => {
  const words = (node: SyntaxNode | null): string => (node ? source.slice(node.from, node.to) : '');
  const namesIn = (node: SyntaxNode | undefined): string[] => node?.getChildren('LabelName').map(words) ?? [];

  const matcherOf = (node: SyntaxNode): Matcher => ({
    label: words(node.getChild('LabelName')) || stringOf(words(node.getChild('QuotedLabelName'))),
    op: words(node.getChild('MatchOp')) as Matcher['op'],
    value: stringOf(words(node.getChild('StringLiteral'))),
  });

  const selectorOf = (node: SyntaxNode): Syntax => {
    const list = node.getChild('LabelMatchers');
    const written = ['UnquotedLabelMatcher', 'QuotedLabelMatcher'].flatMap((kind) => list?.getChildren(kind) ?? []);
    const all = written.sort((a, b) => a.from - b.from).map(matcherOf);
    const quoted = list?.getChild('QuotedLabelName') ?? null;
    const name =
      words(node.getChild('Identifier')) ||
      stringOf(words(quoted)) ||
      all.find(({ label, op }) => label === '__name__' && op === '=')?.value;
    const matchers = all.filter(({ label, op }) => label !== '__name__' || op !== '=');
    return { type: 'selector', text: words(node), ...(name && { name }), matchers };
  };

  const matchingOf = (node: SyntaxNode): WrittenMatching => {
    const [labels, include] = node.getChildren('GroupingLabels');
    const left = node.getChild('GroupLeft');
    const isGrouped = left ?? node.getChild('GroupRight');
    return {
      kind: node.getChild('On') ? 'on' : 'ignoring',
      labels: namesIn(labels),
      ...(isGrouped && { group: { side: left ? 'left' : 'right', include: namesIn(include) } as const }),
    };
  };

  const argumentsOf = (node: SyntaxNode, depth: number): Syntax[] =>
    childrenOf(node.getChild('FunctionCallBody') ?? node).map((arg) => convert(arg, depth));

  const aggregateOf = (node: SyntaxNode, depth: number): Syntax => {
    const modifier = node.getChild('AggregateModifier');
    const labels = namesIn(modifier?.getChild('GroupingLabels') ?? undefined);
    return {
      type: 'aggregate',
      text: words(node),
      op: words(node.getChild('AggregateOp')).toLowerCase(),
      ...(modifier && { grouping: { kind: modifier.getChild('Without') ? 'without' : 'by', labels } as const }),
      args: argumentsOf(node, depth),
    };
  };

  const binaryOf = (node: SyntaxNode, depth: number): Syntax => {
    const children = childrenOf(node);
    const matching = node.getChild('MatchingModifierClause');
    const [left, op, right] = [children[0], children[1], children.at(-1)];
    if (!left || !op || !right) throw new RangeError(words(node));
    return {
      type: 'binary',
      text: words(node),
      op: words(op).toLowerCase(),
      bool: node.getChild('BoolModifier') !== null,
      left: convert(left, depth),
      right: convert(right, depth),
      ...(matching && { matching: matchingOf(matching) }),
    };
  };

  const negated = (node: SyntaxNode, depth: number): Syntax => {
    const of = inner(node, depth);
    if (words(node.getChild('UnaryOp')) !== '-') return of;
    if (of.type === 'number') return { ...of, text: words(node), value: -of.value };
    const minusOne = { type: 'number', text: '-1', value: -1 } as const;
    return { type: 'binary', text: words(node), op: '*', bool: false, left: minusOne, right: of };
  };

  /** What stands within brackets, or before an offset. */
  const inner = (node: SyntaxNode, depth: number): Syntax => {
    const child = childrenOf(node).find(({ name }) => name !== 'UnaryOp');
    if (!child) throw new RangeError(words(node));
    return convert(child, depth);
  };

  const convert = (node: SyntaxNode, depth: number): Syntax => {
    if (depth > deepest) throw new RangeError(words(node).slice(0, 20));
    const next = depth + 1;
    const text = words(node);
    switch (node.name) {
      case 'VectorSelector':
        return selectorOf(node);
      case 'NumberDurationLiteral':
        return { type: 'number', text, value: numberOf(text) };
      case 'StringLiteral':
        return { type: 'string', text, value: stringOf(text) };
      case 'FunctionCall':
        return { type: 'call', text, name: words(node.getChild('FunctionIdentifier')), args: argumentsOf(node, next) };
      case 'AggregateExpr':
        return aggregateOf(node, next);
      case 'BinaryExpr':
        return binaryOf(node, next);
      case 'UnaryExpr':
        return negated(node, next);
      case 'MatrixSelector':
      case 'SubqueryExpr': {
        const [, range, step] = childrenOf(node);
        const isSubquery = node.name === 'SubqueryExpr';
        return {
          type: 'range',
          text,
          of: inner(node, next),
          range: words(range ?? null),
          ...(isSubquery && { step: words(step ?? null) }),
        };
      }
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return { ...inner(node, next), text };
      default:
        // Brackets, and the expression as a whole.
        return inner(node, next);
    }
  };
  return convert;
};

/** Reads an expression of PromQL. What Grafana fills in must have been filled in. */
export const parsePromql = (source: string): ParsedPromql => {
  const tree = parser.parse(source);
  let fault: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) fault ??= from;
    },
  });
  if (fault !== undefined) return { near: source.slice(Math.max(0, fault - 10), fault + 20) };
  try {
    return { syntax: converterOf(source)(tree.topNode, 0) };
  } catch (error) {
    if (error instanceof RangeError) return { near: error.message };
    throw error;
  }
};
