import { expect, it } from 'vitest';
import { rememberIds } from './recent-ids.ts';

it('remembers the latest ids and forgets the oldest', () => {
  const recent = rememberIds(3);
  for (const id of [1, 2, 3, 2, 4]) recent.add(id);
  expect([1, 2, 3, 4].map(recent.has)).toEqual([false, true, true, true]);
});
