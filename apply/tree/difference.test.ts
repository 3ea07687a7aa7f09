import { expect, it } from 'vitest';
import { differencesOf } from './difference.ts';

it('finds none between the same values, whatever the order of their keys', () => {
  expect(differencesOf({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toEqual([]);
  expect(differencesOf({ a: undefined }, {})).toEqual([]);
});

it('says where values differ, and which are only on one side', () => {
  expect(differencesOf({ a: { b: 1, gone: true } }, { a: { b: '1', added: [] } })).toEqual([
    { path: 'a.added', found: undefined, wanted: [] },
    { path: 'a.b', found: 1, wanted: '1' },
    { path: 'a.gone', found: true, wanted: undefined },
  ]);
});

it('knows elements by their names, so that one put between others is one difference', () => {
  const [a, b, c] = [
    { alert: 'A', expr: 'x' },
    { alert: 'B', expr: 'y' },
    { alert: 'C', expr: 'z' },
  ];
  expect(differencesOf({ rules: [a, c] }, { rules: [a, b, { ...c, expr: 'zz' }] })).toEqual([
    { path: 'rules[B]', found: undefined, wanted: b },
    { path: 'rules[C].expr', found: 'z', wanted: 'zz' },
  ]);
});

it('tells panels apart by their ids and names them by their titles', () => {
  const panels = [
    { id: 1, title: 'Messages', unit: 'mps' },
    { id: 2, title: '', unit: 's' },
  ];
  const wanted = panels.map((panel) => ({ ...panel, unit: 'short' }));
  expect(differencesOf({ panels }, { panels: wanted }).map(({ path }) => path)).toEqual([
    'panels[Messages].unit',
    'panels[2].unit',
  ]);
});

it('sees that named elements stand in another order', () => {
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  expect(differencesOf({ list: [a, b] }, { list: [b, a] })).toEqual([
    { path: 'list (order)', found: ['a', 'b'], wanted: ['b', 'a'] },
  ]);
});

it('compares lists of plain values whole, and others place by place', () => {
  expect(differencesOf({ list: ['a', 'b'] }, { list: ['b'] })).toEqual([
    { path: 'list', found: ['a', 'b'], wanted: ['b'] },
  ]);
  expect(differencesOf({ list: [{ set: { a: 1 } }, { grok: {} }] }, { list: [{ set: { a: 2 } }] })).toEqual([
    { path: 'list[0].set.a', found: 1, wanted: 2 },
    { path: 'list[1]', found: { grok: {} }, wanted: undefined },
  ]);
  // The same name twice tells nothing apart.
  const twice = [{ name: 'a' }, { name: 'a' }];
  expect(differencesOf(twice, [{ name: 'a' }])).toEqual([{ path: '[1]', found: { name: 'a' }, wanted: undefined }]);
});
