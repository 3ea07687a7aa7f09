import { expect, it } from 'vitest';
import { queryForm } from './query-form.ts';

it.each([
  ['sum by(job) (up)', 'sum by (job) ( up )'],
  ['rate(x[5m])', 'rate(x[300s])'],
  ['x offset 90s', 'x offset 1m30s'],
  ['x > 1e6', 'x > 1e+06'],
  ['x > 0.10', 'x > 0.1'],
  ["x{a='b\"c'}", 'x{a="b\\"c"}'],
  ['x{a=~`\\d+`}', 'x{a=~"\\\\d+"}'],
  ['x # why\n  == 1', 'x == 1'],
  ['job:x:rate5m/2', 'job:x:rate5m / 2'],
  ['x==bool 1', 'x == bool 1'],
])('takes %s for %s', (one, other) => {
  expect(queryForm(one)).toBe(queryForm(other));
});

it.each([
  ['x > 1', 'x >= 1'],
  ['x{a="b"}', 'x{a=~"b"}'],
  ['x{a="b c"}', 'x{a="bc"}'],
  ['rate(x[5m])', 'rate(x[5s])'],
  ['a and b', 'a or b'],
  ['a - b', 'a - (b)'],
  ['x1m', 'x2m'],
  ['-1', '1'],
])('tells %s from %s', (one, other) => {
  expect(queryForm(one)).not.toBe(queryForm(other));
});
