import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { panelUnit } from './panel-unit.ts';

const known = { metrics: [] };
const withUnit = (unit: string | undefined) =>
  exampleDashboard({ panels: [examplePanel({ fieldConfig: { defaults: { unit } } })] });

it('accepts a unit that Grafana knows', () => {
  expect(panelUnit(withUnit('bytes'), known)).toEqual([]);
});

it('refuses a panel without one, and one that Grafana does not know', () => {
  expect(panelUnit(withUnit(undefined), known)).toEqual([{ where: 'panel "Messages"', message: 'it has no unit.' }]);
  expect(panelUnit(withUnit('banana'), known)).toEqual([
    { where: 'panel "Messages"', message: 'Grafana has no unit banana.' },
  ]);
});
