import type { Matcher } from '../../../metrics/promql/node.ts';
import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';

/** What RE2, which Prometheus uses, has not: looking around, and going back. */
const notRe2 = /\(\?(<?[=!])|\\[1-9]/;

const isRegExp = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    // Without the flag more escapes are allowed, as in RE2.
    try {
      new RegExp(pattern);
      return true;
    } catch {
      return false;
    }
  }
};

const faultOf = ({ label, op, value }: Matcher): string | undefined => {
  if (op === '=' || op === '!=' || /\$\w|\$\{/.test(value)) return undefined;
  const written = `${label}${op}"${value}"`;
  // RE2 writes flags and names in a way that JavaScript does not know.
  const plain = value.replace(/\(\?(P<\w+>|[imsU]+\)?:?)/g, '(?:');
  if (notRe2.test(value) || !isRegExp(plain)) return `${written} is no regular expression that Prometheus can read.`;
  if (value === '.*') return `${written} ${op === '=~' ? 'holds for everything; leave it out.' : 'holds for nothing.'}`;
  if (/^\^|(?<!\\)\$$/.test(value)) return `${written} is anchored at both ends anyway; leave ^ and $ out.`;
  if (!/[\\^$.*+?()[\]{}|]/.test(value))
    return `${written} needs no regular expression; write ${label}${op[0] === '!' ? '!=' : '='}"${value}".`;
  const choices = value.split('|');
  const twice = choices.find((choice, i) => choices.indexOf(choice) !== i);
  return twice === undefined || /[()]/.test(value) ? undefined : `${written} names ${twice || 'nothing'} twice.`;
};

/** A regular expression where one is needed, and one that Prometheus can read. */
export const regularExpressions: ExpressionRule = {
  name: 'regular-expressions',
  uses: ['recording', 'alert', 'panel'],
  why: 'A regular expression is slower than a comparison, and one that is not needed hides what is meant.',
  find: ({ syntax }) =>
    selectorsOf(syntax).flatMap(({ selector: { matchers } }) => matchers.flatMap((one) => faultOf(one) ?? [])),
  good: ['sum by (job) (shop_carts{shop=~"Busan|Seoul.*"})', 'sum by (job) (shop_carts{shop!="Seoul"})'],
  bad: [
    {
      example: 'sum by (job) (shop_carts{shop=~"Seoul"})',
      says: 'shop=~"Seoul" needs no regular expression; write shop="Seoul".',
    },
    {
      example: 'sum by (job) (shop_carts{shop=~"^S.*"})',
      says: 'shop=~"^S.*" is anchored at both ends anyway; leave ^ and $ out.',
    },
    { example: 'sum by (job) (shop_carts{shop=~".*"})', says: 'shop=~".*" holds for everything; leave it out.' },
    { example: 'sum by (job) (shop_carts{shop!~".*"})', says: 'shop!~".*" holds for nothing.' },
    {
      example: 'sum by (job) (shop_carts{shop=~"(?!Seoul).+"})',
      says: 'shop=~"(?!Seoul).+" is no regular expression that Prometheus can read.',
    },
    { example: 'sum by (job) (shop_carts{shop=~"A|B|A"})', says: 'shop=~"A|B|A" names A twice.' },
  ],
};
