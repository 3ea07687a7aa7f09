import { expect, it } from 'vitest';
import { nearestNames } from './nearest-names.ts';

const names = ['node_cpu_seconds_total', 'node_memory_MemFree_bytes', 'node_load1', 'http_requests_total', 'up'];

it.each([
  ['node_cpu', ['node_cpu_seconds_total']],
  ['http_request_total', ['http_requests_total']],
  ['node_memory_MemFree', ['node_memory_MemFree_bytes']],
  ['node_load5', ['node_load1']],
  ['mysql_up', []],
  ['', []],
])('knows what %s may have been', (name, near) => {
  expect(nearestNames(name, names)).toEqual(near);
});

it('names three at most, the nearest first', () => {
  const many = ['a_requests', 'b_requests', 'c_requests', 'd_requests', 'aa_requests_total'];
  expect(nearestNames('aa_requests', many)).toEqual(['aa_requests_total', 'a_requests', 'b_requests']);
});
