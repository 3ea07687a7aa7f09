import type { LogField } from '../../app/logging/fields.ts';
import type { Condition } from './condition.ts';

/** In quotation marks nothing but these two means anything to Kibana: a star stands for itself. */
const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

const joined = <F extends LogField>(of: readonly Condition<F>[], word: 'and' | 'or'): string =>
  of.map((one) => (one.is === 'all' || one.is === 'any' ? `(${kql(one)})` : kql(one))).join(` ${word} `);

/**
 * A condition as Kibana's query bar takes it.
 * @see https://www.elastic.co/docs/reference/query-languages/kql
 */
export const kql = <F extends LogField>(condition: Condition<F>): string => {
  switch (condition.is) {
    case 'one of':
    case 'none of': {
      const [first, ...more] = condition.values.map(quote);
      const not = condition.is === 'none of' ? 'not ' : '';
      return `${not}${condition.field} : ${more.length === 0 ? first : `(${[first, ...more].join(' or ')})`}`;
    }
    case 'at least':
      return `${condition.field} >= ${condition.number}`;
    case 'below':
      return `${condition.field} < ${condition.number}`;
    case 'there':
      return `${condition.field} : *`;
    case 'all':
      return joined(condition.of, 'and');
    case 'any':
      return joined(condition.of, 'or');
  }
};

/** A query as saved objects hold it; all lines where there is no condition. */
export const queryOf = <F extends LogField>(
  condition: Condition<F> | undefined,
): { readonly language: 'kuery'; readonly query: string } => ({
  language: 'kuery',
  query: condition ? kql(condition) : '',
});
