import { expect, it } from 'vitest';
import { exampleDashboard, panelWith } from '../../../test/support/example-dashboard.ts';
import { validPromql } from './valid-promql.ts';

const known = { metrics: [] };
const faultsOf = (expr: string) => validPromql(exampleDashboard({ panels: [panelWith(expr)] }), known);

it("accepts PromQL with Grafana's interval and variables", () => {
  expect(faultsOf('sum by (room) (rate(chat_messages_total{job=~"$job"}[$__rate_interval])) / 2 > 0')).toEqual([]);
});

it.each(['sum(up', 'rate(up[$interval])', 'up{job=job}', 'sum by room (up)'])('refuses %s', (expr) => {
  expect(faultsOf(expr)).toEqual([{ where: 'panel "Messages", query A', message: `this is not PromQL: ${expr}` }]);
});

it('refuses an empty query', () => {
  expect(faultsOf(' ')).toEqual([{ where: 'panel "Messages", query A', message: 'this is not PromQL:  ' }]);
  expect(faultsOf('')).toEqual([{ where: 'panel "Messages", query A', message: 'this is not PromQL: (nothing)' }]);
});
