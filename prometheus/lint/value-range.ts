import type { KnownSeries } from './known-series.ts';
import type { Syntax } from './syntax.ts';

/** The lowest and the highest value that an expression can have. */
export interface ValueRange {
  readonly from: number;
  readonly to: number;
}

const anything: ValueRange = { from: -Infinity, to: Infinity };
const notNegative: ValueRange = { from: 0, to: Infinity };

/** Of what is not there no count is made: the least that can be counted is one. */
const counted: ValueRange = { from: 1, to: Infinity };
const one: ValueRange = { from: 1, to: 1 };

const ofFunctions: Readonly<Record<string, ValueRange>> = {
  rate: notNegative,
  irate: notNegative,
  increase: notNegative,
  resets: notNegative,
  changes: notNegative,
  absent: one,
  absent_over_time: one,
  present_over_time: one,
  count_over_time: counted,
  time: notNegative,
};

/** The values that an expression can have at all, as far as one sees from what it is made of. */
export const valueRange = (syntax: Syntax, known: KnownSeries): ValueRange => {
  switch (syntax.type) {
    case 'number':
      return { from: syntax.value, to: syntax.value };
    case 'selector':
      return syntax.name !== undefined && known.get(syntax.name)?.sense === 'counter' ? notNegative : anything;
    case 'call':
      return ofFunctions[syntax.name] ?? anything;
    case 'aggregate': {
      if (syntax.op === 'count') return counted;
      if (syntax.op === 'group') return one;
      const of = syntax.args.at(-1);
      const range = of ? valueRange(of, known) : anything;
      if (/^(min|max|avg|topk|bottomk|quantile)$/.test(syntax.op)) return range;
      return syntax.op === 'sum' && range.from >= 0 ? notNegative : anything;
    }
    case 'binary': {
      const [left, right] = [valueRange(syntax.left, known), valueRange(syntax.right, known)];
      if (/^[*/+]$/.test(syntax.op)) return left.from >= 0 && right.from >= 0 ? notNegative : anything;
      return /^(and|unless)$/.test(syntax.op) || (/^[<>=!]/.test(syntax.op) && !syntax.bool) ? left : anything;
    }
    default:
      return anything;
  }
};
