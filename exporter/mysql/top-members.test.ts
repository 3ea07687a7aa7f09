import { expect, it } from 'vitest';
import { makeTopMembers } from './top-members.ts';

it('begins with the highest ranked', () => {
  expect([...makeTopMembers(2)(['a', 'b', 'c', 'd'])]).toEqual(['a', 'b']);
});

it('keeps a member that others have overtaken, as long as it is ranked', () => {
  const choose = makeTopMembers(2);
  choose(['a', 'b', 'c', 'd']);
  expect([...choose(['c', 'd', 'a', 'b'])]).toEqual(['a', 'b']);
  expect([...choose(['c', 'd', 'e', 'b'])]).toEqual(['b', 'c']);
});

it('has no more than there are', () => {
  const choose = makeTopMembers(3);
  expect([...choose(['a'])]).toEqual(['a']);
  expect([...choose([])]).toEqual([]);
  expect([...choose(['b', 'a'])]).toEqual(['b', 'a']);
});
