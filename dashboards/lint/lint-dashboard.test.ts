import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { exampleDashboard, panelWith } from '../../test/support/example-dashboard.ts';
import { lintDashboard, rules } from './lint-dashboard.ts';

it('applies every rule of the folder', async () => {
  const files = await readdir(new URL('rules', import.meta.url));
  const names = files.filter((file) => !file.endsWith('.test.ts')).map((file) => file.replace('.ts', ''));
  expect(Object.keys(rules).sort()).toEqual(names.sort());
});

it('finds nothing wrong with a good dashboard', () => {
  expect(lintDashboard('good.json', exampleDashboard(), [])).toEqual([]);
});

it('names the file and the place of what it finds', () => {
  const dashboard = exampleDashboard({ editable: true, panels: [panelWith('sum(up')] });
  const findings = lintDashboard('bad.json', dashboard, []);
  expect(findings.map(({ file, where }) => [file, where])).toEqual(
    expect.arrayContaining([
      ['bad.json', 'editable'],
      ['bad.json', 'panel "Messages", query A'],
    ]),
  );
});

it('says what is not the JSON of a dashboard', () => {
  expect(lintDashboard('bad.json', { panels: [{ type: 'stat' }] }, [])).toEqual([
    { file: 'bad.json', where: 'panels.0.gridPos', message: 'Invalid input: expected object, received undefined' },
  ]);
  expect(lintDashboard('bad.json', null, [])).toMatchObject([{ where: 'whole file' }]);
});
