import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exampleSeries } from '../../prometheus/lint/example-series.ts';
import { exampleDashboard, examplePanel, exampleTarget } from './example-dashboard.ts';
import { dashboardRules, lintDashboard } from './lint-dashboard.ts';

const lint = (json: unknown) => lintDashboard('some.json', json, exampleSeries, 15);
const panelWith = (expr: string) => examplePanel({ targets: [exampleTarget(expr)] });

it('has every rule of the folder, named as its file', async () => {
  const files = await readdir(new URL('rules', import.meta.url));
  expect(dashboardRules.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

describe.each(dashboardRules)('the rule $name', ({ name, good, bad }) => {
  it.each(good.map((example, i) => ({ i, example })))(
    'says nothing, as no other does, of good example $i',
    ({ example }) => {
      expect(lint(exampleDashboard(example))).toEqual([]);
    },
  );

  it.each(bad)('says $says', ({ example, says }) => {
    const said = lint(exampleDashboard(example)).filter(({ rule }) => rule === name);
    expect(said.map(({ where, message }) => `${where}: ${message}`)).toContain(says);
  });
});

it('holds every query against the rules for expressions, those in closed rows too', () => {
  const row = {
    ...examplePanel({ id: 9, type: 'row', title: 'More', targets: [] }),
    gridPos: { x: 0, y: 8, w: 24, h: 1 },
  };
  const dashboard = exampleDashboard({
    panels: [panelWith('sum(up'), { ...row, panels: [{ ...panelWith('up'), id: 2, title: 'Inside' }] }],
  });
  expect(lint(dashboard)).toEqual([
    {
      file: 'some.json',
      where: 'panel "Carts", query A',
      rule: 'valid-promql',
      message: 'it is not PromQL: something is wrong near "sum(up".',
    },
    ...['job', 'instance'].map((target) => ({
      file: 'some.json',
      where: 'panel "Inside", query A',
      rule: 'target-matchers',
      message: `up is not restricted to the chosen targets; add ${target}=~"$${target}".`,
    })),
  ]);
});

it('says what is not the JSON of a dashboard', () => {
  expect(lint({ panels: [{ type: 'stat' }] })).toEqual([
    {
      file: 'some.json',
      where: 'panels.0.gridPos',
      rule: 'dashboard-json',
      message: 'Invalid input: expected object, received undefined',
    },
  ]);
  expect(lint(null)).toMatchObject([{ where: 'whole file' }]);
});
