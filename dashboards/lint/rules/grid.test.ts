import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { grid } from './grid.ts';

const known = { metrics: [] };
const at = (title: string, x: number, y: number, w: number, h: number) =>
  examplePanel({ title, gridPos: { x, y, w, h } });
const faultsOf = (...panels: ReturnType<typeof at>[]) => grid(exampleDashboard({ panels }), known);

it('accepts panels beside and below each other', () => {
  expect(faultsOf(at('A', 0, 0, 12, 8), at('B', 12, 0, 12, 8), at('C', 0, 8, 24, 8))).toEqual([]);
});

it('refuses panels that overlap', () => {
  expect(faultsOf(at('A', 0, 0, 12, 8), at('B', 11, 7, 12, 8))).toEqual([
    { where: 'panel "A"', message: 'it lies over panel "B".' },
  ]);
});

it('refuses a panel beyond the grid', () => {
  expect(faultsOf(at('A', 20, 0, 10, 8))).toEqual([
    { where: 'panel "A"', message: 'it leaves the grid of 24 columns.' },
  ]);
});
