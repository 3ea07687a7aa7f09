import { expect, it } from 'vitest';
import { exampleDashboard } from '../../../test/support/example-dashboard.ts';
import { notEditable } from './not-editable.ts';

const known = { metrics: [] };

it('accepts a dashboard that cannot be edited', () => {
  expect(notEditable(exampleDashboard(), known)).toEqual([]);
});

it('refuses one that can', () => {
  expect(notEditable(exampleDashboard({ editable: true }), known)).toEqual([
    { where: 'editable', message: 'it must be false: the source of the dashboard is code.' },
  ]);
});
