import { expect, it } from 'vitest';
import { readAsked } from './collector-query.ts';

const engine = { names: ['a', 'b', 'c'], disabled: ['d'] };
const read = (query: string) => readAsked(new URLSearchParams(query), engine);

it.each([
  ['', undefined],
  ['name[]=x', undefined],
  ['collect[]=b&collect[]=a', ['b', 'a']],
  ['exclude[]=b', ['a', 'c']],
  ['exclude[]=d', ['a', 'b', 'c']],
  ['collect[]=a&collect[]=b&exclude[]=b', ['a']],
  ['collect[]=a&exclude[]=a', []],
])('reads %j as %j', (query, only) => {
  expect(read(query)).toEqual(only ? { only: new Set(only) } : {});
});

it.each([
  ['collect[]=a&collect[]=x', 'No such collector: x. There are: a, b, c.'],
  ['exclude[]=x&exclude[]=y', 'No such collector: x, y. There are: a, b, c.'],
  ['collect[]=', 'No such collector: . There are: a, b, c.'],
  ['collect[]=d', 'Switched off: d (exporter.collectors, --collector). There are: a, b, c.'],
])('refuses %j with a sentence', (query, refusal) => {
  expect(read(query)).toEqual({ refusal });
});
