import type { ExpressionRule } from '../expression-rule.ts';
import type { Syntax } from '../syntax.ts';

/** Whether an expression can have no answer: only then an alert over it can be quiet. */
const canBeSilent = (syntax: Syntax): boolean => {
  switch (syntax.type) {
    case 'call':
      return /^absent(_over_time)?$/.test(syntax.name) || syntax.args.some(canBeSilent);
    case 'aggregate':
      return syntax.args.some(canBeSilent);
    case 'selector':
      return /^ALERTS/.test(syntax.name ?? '');
    case 'binary': {
      if (/^(==|!=|<|>|<=|>=)$/.test(syntax.op)) return !syntax.bool;
      const [left, right] = [canBeSilent(syntax.left), canBeSilent(syntax.right)];
      if (syntax.op === 'or') return left && right;
      return syntax.op === 'unless' || left || right;
    }
    default:
      return false;
  }
};

/** Alerts that a state of things ends. */
export const compares: ExpressionRule = {
  name: 'compares',
  uses: ['alert'],
  why: 'An alert fires for every series that its expression has, whatever their values: without a comparison always.',
  find: ({ syntax }) =>
    canBeSilent(syntax)
      ? []
      : ['it compares with nothing, and so fires for as long as there are data; compare with a limit.'],
  good: ['shop_carts > 5', 'absent(up{job="shop"})', 'max by (job) (shop_carts > 5)'],
  bad: [
    {
      example: 'sum by (job) (shop_carts)',
      says: 'it compares with nothing, and so fires for as long as there are data; compare with a limit.',
    },
    {
      example: 'shop_carts > bool 5',
      says: 'it compares with nothing, and so fires for as long as there are data; compare with a limit.',
    },
    {
      example: 'shop_carts > 5 or shop_carts',
      says: 'it compares with nothing, and so fires for as long as there are data; compare with a limit.',
    },
  ],
};
