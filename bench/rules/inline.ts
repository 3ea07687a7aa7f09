import { parsePromql } from '../../prometheus/lint/parse-promql.ts';
import type { Syntax, WrittenSelector } from '../../prometheus/lint/syntax.ts';
import type { WrittenGroup } from './record.ts';

/** Deeper than any recording builds upon others. */
const deepest = 6;

type Recorded = WrittenGroup['rules'][number];

/** Whether what a rule records may be what a selector selects: no label that it adds says otherwise. */
const fits = ({ record, labels }: Recorded, { name, matchers }: WrittenSelector): boolean =>
  record === name && matchers.every(({ label, op, value }) => op !== '=' || (labels[label] ?? value) === value);

const selectorsWithRange = (
  syntax: Syntax,
): { readonly selector: WrittenSelector; readonly range?: string; readonly text: string }[] => {
  if (syntax.type === 'selector') return [{ selector: syntax, text: syntax.text }];
  if (syntax.type === 'range' && syntax.of.type === 'selector') {
    return [{ selector: syntax.of, range: syntax.range, text: syntax.text }];
  }
  if (syntax.type === 'range') return selectorsWithRange(syntax.of);
  if (syntax.type === 'binary') return [...selectorsWithRange(syntax.left), ...selectorsWithRange(syntax.right)];
  return syntax.type === 'call' || syntax.type === 'aggregate' ? syntax.args.flatMap(selectorsWithRange) : [];
};

/** A selector where it stands by itself, not as the beginning of another. */
const alone = (text: string): RegExp =>
  new RegExp(`(?<![\\w:])${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${/\w$/.test(text) ? '(?![\\w:{[])' : ''}`);

/**
 * An expression with what recorded series are made of in their place: as it would be written without recording rules. A
 * window over a recorded series becomes a subquery, one over several series of one name their union.
 */
export const inline = (expr: string, groups: readonly WrittenGroup[], depth = 0): string => {
  const parsed = parsePromql(expr);
  if ('near' in parsed || depth > deepest) return expr;
  const rules = groups.flatMap((group) => group.rules);
  return selectorsWithRange(parsed.syntax).reduce((text, { selector, range, text: whole }) => {
    const made = rules.filter((rule) => fits(rule, selector));
    if (made.length === 0) return text;
    const inside = made.map((rule) => `(${inline(rule.expr, groups, depth + 1)})`).join(' or ');
    return text.replace(alone(whole), () => (range === undefined ? `(${inside})` : `(${inside})[${range}:1m]`));
  }, expr);
};
