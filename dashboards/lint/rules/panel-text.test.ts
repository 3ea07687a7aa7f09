import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { panelText } from './panel-text.ts';

const known = { metrics: [] };

it('accepts a panel with title and description', () => {
  expect(panelText(exampleDashboard(), known)).toEqual([]);
});

it('refuses one without', () => {
  const panels = [examplePanel({ description: ' ' }), examplePanel({ id: 7, title: '' })];
  expect(panelText(exampleDashboard({ panels }), known)).toEqual([
    { where: 'panel "Messages"', message: 'it has no description.' },
    { where: 'panel 7', message: 'it has no title.' },
  ]);
});
