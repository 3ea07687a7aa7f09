import { expect, it } from 'vitest';
import { metric, oneOf } from '../../metrics/declare.ts';
import { print } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { placeIn, wordsOf } from './place-in.ts';

const door = metric.gauge('door', {
  help: 'Whether the door is so.',
  labels: { state: oneOf('open', 'ajar', 'shut') },
});
const states = [
  ['shut', 'shut', 'good'],
  ['ajar', 'not quite', 'odd'],
  ['open', 'open', 'bad'],
] as const;

it('gives each state its place and its word', () => {
  expect(print(placeIn(states, (state) => select(door, { state }), ['instance']))).toBe(
    'max by (instance) (door{state="shut"} or door{state="ajar"} * 2 or door{state="open"} * 3) > 0',
  );
  expect(wordsOf(states)).toEqual({ 1: ['shut', 'good'], 2: ['not quite', 'odd'], 3: ['open', 'bad'] });
});
