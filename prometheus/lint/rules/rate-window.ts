import { printSeconds } from '../../../metrics/promql/print.ts';
import type { ExpressionRule } from '../expression-rule.ts';
import { secondsOf } from '../literals.ts';
import { selectorsOf } from '../selectors.ts';

const needSeveral = ['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv', 'predict_linear'];

/** Two are needed for a difference; one more may come late, and one scrape may fail. */
const scrapes = 4;

/** A window that holds enough samples even when a scrape fails. */
export const rateWindow: ExpressionRule = {
  name: 'rate-window',
  uses: ['recording', 'alert'],
  why: 'A window that a single failed scrape leaves with one sample has no answer just when something is wrong.',
  find: ({ syntax, scrapeSeconds }) =>
    selectorsOf(syntax).flatMap(({ selector: { name = '' }, within = '', range = '' }) => {
      const seconds = secondsOf(range);
      if (!needSeveral.includes(within) || seconds === undefined || seconds >= scrapes * scrapeSeconds) return [];
      const least = printSeconds(scrapes * scrapeSeconds);
      return [`${within}() of ${name} looks back ${range}, less than ${scrapes} scrapes; make it ${least} or more.`];
    }),
  good: ['sum by (job) (rate(shop_orders_total[1m]))'],
  bad: [
    {
      example: 'sum by (job) (rate(shop_orders_total[30s]))',
      says: 'rate() of shop_orders_total looks back 30s, less than 4 scrapes; make it 1m or more.',
    },
  ],
};
