import { expect, it } from 'vitest';
import { scrapeBudgetMs } from './scrape-budget.ts';

it.each([
  ['10', 9_500],
  ['2.5', 2_000],
  ['1e1', 9_500],
])('keeps half a second of a timeout of %s s', (header, budget) => {
  expect(scrapeBudgetMs(header)).toBe(budget);
});

it('leaves half of a timeout that is shorter than a second', () => {
  expect(scrapeBudgetMs('0.4')).toBe(200);
});

it.each([undefined, '', 'soon', '-3', '0', '0x10', 'NaN', 'Infinity', '10s', '10, 10'])(
  'takes 10 s for the senseless timeout %s',
  (header) => {
    expect(scrapeBudgetMs(header)).toBe(10_000);
  },
);

it.each(['86400', '1e300', '99999999999999999999'])('holds no collection longer than a minute for %s s', (header) => {
  expect(scrapeBudgetMs(header)).toBe(60_000);
});
