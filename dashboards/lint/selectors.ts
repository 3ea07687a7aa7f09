import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { DashboardJson } from './dashboard-json.ts';
import { placeOf, shownPanels } from './rule.ts';

/** One selector of an expression. */
export interface Selector {
  readonly name: string;
  /** Matchers as they are written, as `job=~"$job"`. */
  readonly matchers: readonly string[];
  /** Length of its range as it is written, if it has one. */
  readonly range?: string;
  /** Function whose argument it is itself; aggregations and sums come between it and outer ones. */
  readonly within?: string;
}

/** A length that nobody writes: it stands for Grafana's variable, which is not PromQL. */
const standIn = '86399s';
const rateInterval = '$__rate_interval';

/** Parses an expression of a dashboard, Grafana's interval replaced by a length of time. */
const parse = (expr: string): { readonly tree: Tree; readonly text: string } => {
  const text = expr.replaceAll(`[${rateInterval}]`, `[${standIn}]`);
  return { tree: parser.parse(text), text };
};

/** Whether an expression is PromQL, but for Grafana's interval. */
export const isPromql = (expr: string): boolean => {
  let valid = expr.trim() !== '';
  parse(expr).tree.iterate({
    enter: ({ type }) => {
      if (type.isError) valid = false;
    },
  });
  return valid;
};

const functionAround = (node: SyntaxNode, text: string): string | undefined => {
  const call = node.parent?.parent;
  const name = call?.name === 'FunctionCall' ? call.getChild('FunctionIdentifier') : null;
  return name ? text.slice(name.from, name.to) : undefined;
};

const selectorOf = (node: SyntaxNode, text: string): Selector => {
  const words = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  const name = node.getChild('Identifier');
  const matrix = node.parent?.name === 'MatrixSelector' ? node.parent : undefined;
  const range = matrix && /\[(.+)\]$/.exec(words(matrix))?.[1];
  const within = functionAround(matrix ?? node, text);
  return {
    name: name ? words(name) : '',
    matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(words),
    ...(range && { range: range === standIn ? rateInterval : range }),
    ...(within && { within }),
  };
};

/** Every selector of an expression, in the order in which they are written. */
export const selectorsIn = (expr: string): Selector[] => {
  const { tree, text } = parse(expr);
  const found: Selector[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'VectorSelector') found.push(selectorOf(node, text));
    },
  });
  return found;
};

/** Every selector of a dashboard's panels, with the place that a finding names. */
export const allSelectors = (dashboard: DashboardJson): { readonly where: string; readonly selector: Selector }[] =>
  shownPanels(dashboard).flatMap((panel) =>
    panel.targets.flatMap(({ refId, expr }) =>
      selectorsIn(expr).map((selector) => ({ where: `${placeOf(panel)}, query ${refId}`, selector })),
    ),
  );
