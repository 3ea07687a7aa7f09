import { expect, it } from 'vitest';
import type { Row } from './session.ts';
import { makeTableSizes } from './table-sizes.ts';

const statistics = (name: string, rows: number, updated = 5): Row => ({
  db: 'chat',
  name,
  rowCount: rows,
  data: 10 * rows,
  indexes: rows,
  updated,
  file: null,
});
const file = (name: string, bytes: number): Row => ({
  db: null,
  name,
  rowCount: null,
  data: null,
  indexes: null,
  updated: null,
  file: bytes,
});

it('adds up the partitions of a table, by what their statistics and their files are called', () => {
  const told = makeTableSizes()([
    statistics('logs#P#old', 3, 7),
    statistics('logs#P#new', 4, 6),
    file('chat/logs#P#old', 100),
    file('chat/logs#P#new', 200),
    file('chat/with@0020space', 50),
    statistics('#sql-1', 1),
    file('mysql/user', 1),
  ]);
  expect(told).toMatchObject([
    { name: { schema: 'chat', table: 'logs' }, known: true, rows: 7, data: 70, indexes: 7, updated: 6, file: 300 },
    { name: { schema: 'chat', table: 'with space' }, known: false, file: 50 },
  ]);
});

it('tells at each reading what that one says, and nothing of what an earlier one did', () => {
  const sizesOf = makeTableSizes();
  const [first] = sizesOf([statistics('a', 1), file('chat/a', 9), statistics('b', 2)]);
  expect(sizesOf([statistics('b', 3), file('chat/b', 8)])).toMatchObject([{ name: { table: 'b' }, rows: 3, file: 8 }]);
  const again = sizesOf([file('chat/a', 7), statistics('b', 3)]);
  expect(again).toMatchObject([
    { name: { table: 'a' }, known: false, file: 7 },
    { name: { table: 'b' }, rows: 3, file: undefined },
  ]);
  expect(again[0]).toBe(first);
});

it('forgets tables when most are gone', () => {
  const sizesOf = makeTableSizes();
  const [first] = sizesOf(['a', 'b', 'c', 'd', 'e'].map((name) => statistics(name, 1)));
  sizesOf([statistics('b', 1)]);
  sizesOf([statistics('b', 1)]);
  const [anew] = sizesOf([statistics('a', 1)]);
  expect(anew).toMatchObject({ name: { table: 'a' }, rows: 1 });
  expect(anew).not.toBe(first);
});
