import { expect, it } from 'vitest';
import { bounded, metric, oneOf } from '../../metrics/declare.ts';
import type { Emit } from '../../metrics/samples.ts';
import { makeSampler } from './sampler.ts';

const rows = metric.gauge('test_rows', {
  help: 'Rows.',
  labels: { table: bounded(2, 'the test'), kind: oneOf('live', 'kept') },
});
const other = metric.gauge('test_other', { help: 'Other.' });

/** A collector that the compiler could not check, as one with values from the outside. */
const emitUnchecked = (emit: Emit, labels: Record<string, string>) => emit(rows as never, labels, 1);

it('takes declared samples', () => {
  const { emit, samples } = makeSampler([rows]);
  emit(rows, { table: 'a', kind: 'live' }, 3);
  expect(samples).toEqual([{ metric: rows, labels: { table: 'a', kind: 'live' }, value: 3 }]);
});

it.each([
  [{ table: 'a' }, 'test_rows needs a value of label kind.'],
  [{ table: 'a', kind: 'live', room: 'I' }, 'test_rows has no label room.'],
  [{ table: 'a', kind: 'lost' }, 'test_rows has no value "lost" of label kind.'],
])('refuses the labels %j', (labels, message) => {
  expect(() => emitUnchecked(makeSampler([rows]).emit, labels)).toThrow(message);
});

it('refuses a metric that the collector does not declare', () => {
  expect(() => makeSampler([rows]).emit(other, {}, 1)).toThrow("test_other is not among the collector's families.");
});

it('refuses a series given twice, whatever the order of its labels', () => {
  const { emit } = makeSampler([rows]);
  emit(rows, { table: 'a', kind: 'live' }, 1);
  expect(() => emit(rows, { kind: 'live', table: 'a' }, 2)).toThrow('test_rows was given twice');
});

it('keeps the label values that came first and counts the samples beyond the bound', () => {
  const { emit, samples, dropped } = makeSampler([rows]);
  for (const table of ['a', 'b', 'c', 'd']) emit(rows, { table, kind: 'live' }, 1);
  emit(rows, { table: 'b', kind: 'kept' }, 1);
  expect(samples.map(({ labels }) => labels.table)).toEqual(['a', 'b', 'b']);
  expect(dropped()).toBe(2);
});
