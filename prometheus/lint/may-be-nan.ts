import { partsOf, type Syntax } from './syntax.ts';

const growth = ['rate', 'irate', 'increase'];

/** Whether an expression is zero while nothing happens: it is made of growth, and nothing keeps zero out. */
const restsAtZero = (syntax: Syntax): boolean => {
  if (syntax.type === 'number') return syntax.value === 0;
  if (syntax.type === 'call' && growth.includes(syntax.name)) return true;
  // It lets no smaller value through, and zero is smaller than any sensible one.
  if (syntax.type === 'call' && /^clamp(_min)?$/.test(syntax.name)) return false;
  if (syntax.type === 'binary' && /^(>|!=)$/.test(syntax.op) && !syntax.bool) return false;
  if (syntax.type === 'binary' && /^[+-]$/.test(syntax.op))
    return restsAtZero(syntax.left) && restsAtZero(syntax.right);
  if (syntax.type === 'binary' && /^(and|unless)$/.test(syntax.op)) return restsAtZero(syntax.left);
  return partsOf(syntax).some(restsAtZero);
};

/** The innermost part that makes NaN of nothing happening, where nothing drops it further out. */
export const nanIn = (syntax: Syntax): Syntax | undefined => {
  if (syntax.type === 'number') return Number.isNaN(syntax.value) ? syntax : undefined;
  // NaN is neither more nor less than anything, and not equal to it.
  if (syntax.type === 'binary' && /^(<|>|<=|>=|==)$/.test(syntax.op) && !syntax.bool) return undefined;
  if (syntax.type === 'binary' && /^[/%]$/.test(syntax.op) && restsAtZero(syntax.right)) return syntax;
  if (syntax.type === 'call' && syntax.name === 'histogram_quantile') return syntax;
  if (syntax.type === 'binary' && /^(and|unless)$/.test(syntax.op)) return nanIn(syntax.left);
  for (const part of partsOf(syntax)) {
    const found = nanIn(part);
    if (found) return found;
  }
  return undefined;
};
