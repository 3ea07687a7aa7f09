import { expect, it } from 'vitest';
import { equate } from './equate.ts';

it('writes as it is wanted what means the same, and leaves the rest', () => {
  const same = (found: unknown, wanted: unknown, key: string) => key === 'size' && Number(found) === Number(wanted);
  expect(
    equate(
      {
        list: [
          { name: 'b', size: '2' },
          { name: 'a', size: '1' },
        ],
        other: '3',
      },
      {
        list: [
          { name: 'a', size: 1 },
          { name: 'b', size: 5 },
        ],
        other: 3,
        more: 4,
      },
      same,
    ),
  ).toEqual({
    list: [
      { name: 'b', size: '2' },
      { name: 'a', size: 1 },
    ],
    other: '3',
  });
  expect(equate(['1', '2'], [1], same, 'size')).toEqual([1, '2']);
});
