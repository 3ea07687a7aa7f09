import { expect, it } from 'vitest';
import { type Item, planItems } from './items.ts';

const item = (name: string, found: unknown, wanted: unknown): Item => ({
  kind: 'thing',
  name,
  found,
  wanted,
  run: async () => {},
  undo: async () => {},
});

const items = [item('new', undefined, { a: 1 }), item('same', { a: 1 }, { a: 1 }), item('other', { a: 1 }, { a: 2 })];
const old = [item('used', {}, undefined), item('using', {}, undefined)];

it('makes what is not there and changes what differs, and leaves what nothing wants', () => {
  const plan = planItems(items, old, false);
  expect(plan.changes).toEqual([
    { action: 'create', kind: 'thing', name: 'new', differences: [] },
    { action: 'change', kind: 'thing', name: 'other', differences: [{ path: 'a', found: 1, wanted: 2 }] },
  ]);
  expect(plan.steps.map(({ run }) => run)).toEqual([items[0]?.run, items[2]?.run]);
  expect(plan.leftOver).toEqual(['thing used', 'thing using']);
});

it('deletes what nothing wants when that is asked for: last, and what uses others first', () => {
  const plan = planItems(items, old, true);
  expect(plan.changes.slice(2).map(({ action, name }) => `${action} ${name}`)).toEqual(['delete using', 'delete used']);
  expect(plan.leftOver).toEqual([]);
});
