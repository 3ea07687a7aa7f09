import { expect, it } from 'vitest';
import { exampleDashboard, panelWith } from '../../../test/support/example-dashboard.ts';
import { rateInterval } from './rate-interval.ts';

const known = { metrics: [] };
const faultsOf = (expr: string) => rateInterval(exampleDashboard({ panels: [panelWith(expr)] }), known);

it("accepts rates over Grafana's interval, and other functions over any range", () => {
  expect(faultsOf('sum(rate(a_total[$__rate_interval])) + increase(b_total[$__rate_interval])')).toEqual([]);
  expect(faultsOf('deriv(c[1h])')).toEqual([]);
});

it.each([
  ['rate(a_total[5m])', 'rate() of a_total has the range 5m; write [$__rate_interval].'],
  ['sum(irate(a_total{room="I"}[1h])) / 2', 'irate() of a_total has the range 1h; write [$__rate_interval].'],
])('refuses %s', (expr, message) => {
  expect(faultsOf(expr)).toEqual([{ where: 'panel "Messages", query A', message }]);
});
