import type { Matcher } from '../../../metrics/promql/node.ts';
import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';

const holds = ({ op, value }: Matcher, text: string): boolean => {
  if (op === '=' || op === '!=') return (op === '=') === (text === value);
  try {
    return (op === '=~') === new RegExp(`^(?:${value})$`, 's').test(text);
  } catch {
    // The rule for regular expressions speaks of it.
    return true;
  }
};

const isVariable = ({ value }: Matcher): boolean => value.includes('$');

const written = ({ label, op, value }: Matcher): string => `${label}${op}"${value}"`;

/** Matchers of one selector that some series can meet. */
export const contradictions: ExpressionRule = {
  name: 'contradictions',
  uses: ['recording', 'alert', 'panel'],
  why: 'A selector that asks for two things at once of a label finds nothing, for ever.',
  find: ({ syntax }) =>
    selectorsOf(syntax).flatMap(({ selector: { name = 'a selector', matchers } }) =>
      matchers
        .filter((one) => one.op === '=' && !isVariable(one))
        .flatMap((one) => {
          const against = matchers.find(
            (other) => other !== one && other.label === one.label && !isVariable(other) && !holds(other, one.value),
          );
          return against ? [`${name} never has both ${written(one)} and ${written(against)}; leave one out.`] : [];
        })
        .slice(0, 1),
    ),
  good: ['sum by (job) (shop_carts{shop="Seoul",instance=~"a.+",instance!~".+b"})'],
  bad: [
    {
      example: 'sum by (job) (shop_carts{shop="Seoul",shop="Busan"})',
      says: 'shop_carts never has both shop="Seoul" and shop="Busan"; leave one out.',
    },
    {
      example: 'sum by (job) (shop_carts{shop="Seoul",shop=~"B.*"})',
      says: 'shop_carts never has both shop="Seoul" and shop=~"B.*"; leave one out.',
    },
  ],
};
