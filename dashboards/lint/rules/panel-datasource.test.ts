import { expect, it } from 'vitest';
import { exampleDashboard, examplePanel } from '../../../test/support/example-dashboard.ts';
import { panelDatasource } from './panel-datasource.ts';

const known = { metrics: [] };

it('accepts panels and queries of the chosen data source', () => {
  expect(panelDatasource(exampleDashboard(), known)).toEqual([]);
});

it('refuses a data source of its own, and none', () => {
  const panels = [
    examplePanel({ datasource: { uid: 'mine' } }),
    examplePanel({ targets: [{ refId: 'A', expr: 'up', datasource: undefined }] }),
  ];
  expect(panelDatasource(exampleDashboard({ panels }), known)).toEqual([
    { where: 'panel "Messages"', message: `its data source is mine; make it \${datasource}.` },
    { where: 'panel "Messages", query A', message: `its data source is not set; make it \${datasource}.` },
  ]);
});
