import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { panelTargets } from './panel-targets.ts';

const known = { metrics: [] };

it('accepts a panel with a query, and a row without', () => {
  const panels = [examplePanel(), examplePanel({ type: 'row', targets: [] })];
  expect(panelTargets(exampleDashboard({ panels }), known)).toEqual([]);
});

it('refuses a panel without', () => {
  expect(panelTargets(exampleDashboard({ panels: [examplePanel({ targets: [] })] }), known)).toEqual([
    { where: 'panel "Messages"', message: 'it has no query.' },
  ]);
});
