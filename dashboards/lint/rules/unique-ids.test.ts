import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { uniqueIds } from './unique-ids.ts';

const known = { metrics: [] };

it('accepts panels and queries with ids of their own', () => {
  const panels = [examplePanel({ id: 1 }), examplePanel({ id: 2 })];
  expect(uniqueIds(exampleDashboard({ panels }), known)).toEqual([]);
});

it('refuses an id that two panels have, or none', () => {
  const panels = [
    examplePanel({ id: 4 }),
    examplePanel({ id: 4, title: 'Rooms' }),
    examplePanel({ id: 0, title: 'None' }),
  ];
  expect(uniqueIds(exampleDashboard({ panels }), known)).toEqual([
    { where: 'panel "None"', message: 'it has no id above 0.' },
    { where: 'panel id 4', message: 'two panels have it; rename one of them.' },
  ]);
});

it('refuses a refId that two queries of a panel have', () => {
  const target = { refId: 'A', expr: 'up', datasource: undefined };
  const panels = [examplePanel({ targets: [target, target] })];
  expect(uniqueIds(exampleDashboard({ panels }), known)).toEqual([
    { where: 'panel "Messages"', message: 'two of its queries are called A.' },
  ]);
});
