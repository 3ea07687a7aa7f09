import { expect, it } from 'vitest';
import { stableJson } from './stable-json.ts';

it('writes the same text whatever the order of keys, and keeps the order of lists', () => {
  expect(stableJson({ b: [2, { d: null, c: 1 }], a: undefined })).toBe(stableJson({ b: [2, { c: 1, d: null }] }));
  expect(JSON.parse(stableJson([3, 1, 2]))).toEqual([3, 1, 2]);
});
