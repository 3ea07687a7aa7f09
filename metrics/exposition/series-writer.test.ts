import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bounded, metric, oneOf } from '../declare.ts';
import { makeSeriesWriter, type SeriesWriter } from './series-writer.ts';

const textOf = ({ chunks }: Pick<SeriesWriter, 'chunks'>): string => Buffer.concat(chunks()).toString();

const rows = metric.gauge('test_rows', {
  help: 'Rows.',
  labels: { table: bounded(2, 'the test'), kind: oneOf('live', 'kept') },
});

it('writes declared samples, labels in the order of the declaration', () => {
  const { write, chunks } = makeSeriesWriter(rows);
  expect(write({ kind: 'live', table: 'a' }, 3)).toBe(true);
  expect(textOf({ chunks })).toBe('test_rows{table="a",kind="live"} 3\n');
});

it.each([
  [{ table: 'a' }, 'test_rows needs a value of label kind.'],
  [{ table: 'a', kind: 'live', room: 'I' }, 'test_rows has no label room.'],
  [{ table: 'a', kind: 'lost' }, 'test_rows has no value "lost" of label kind.'],
])('refuses the labels %j', (labels, message) => {
  expect(() => makeSeriesWriter(rows).write(labels, 1)).toThrow(message);
});

it('refuses a series given twice, whatever the order of its labels', () => {
  const { write } = makeSeriesWriter(rows);
  write({ table: 'a', kind: 'live' }, 1);
  expect(() => write({ kind: 'live', table: 'a' }, 2)).toThrow('test_rows{table="a",kind="live"} was given twice.');
});

it('refuses a second sample of a metric without labels', () => {
  const { write } = makeSeriesWriter(metric.gauge('test_one', { help: 'One.' }));
  write({}, 1);
  expect(() => write({}, 1)).toThrow('test_one was given twice.');
});

it('keeps the label values that came first, and says of the others that they are beyond the bound', () => {
  const { write, chunks } = makeSeriesWriter(rows);
  expect(['a', 'b', 'c', 'd'].map((table) => write({ table, kind: 'live' }, 1))).toEqual([true, true, false, false]);
  expect(write({ table: 'b', kind: 'kept' }, 1)).toBe(true);
  expect(
    chunks()
      .join('')
      .match(/table="."/g),
  ).toEqual(['table="a"', 'table="b"', 'table="b"']);
});

it.each([3, 1_000_000_000])('tells series apart exactly as their labels do, with bounds of %d', (atMost) => {
  const wide = metric.gauge('test_wide', {
    help: 'Wide.',
    labels: { a: bounded(atMost, 'the test'), b: bounded(atMost, 'the test'), c: bounded(atMost, 'the test') },
  });
  const value = fc.constantFrom('x', 'y', '",b="x');
  fc.assert(
    fc.property(fc.array(fc.record({ a: value, b: value, c: value }), { maxLength: 12 }), (given) => {
      const { write } = makeSeriesWriter(wide);
      const known = new Set<string>();
      for (const labels of given) {
        const id = JSON.stringify([labels.a, labels.b, labels.c]);
        if (known.has(id)) expect(() => write(labels, 1)).toThrow('was given twice');
        else expect(write(labels, 1)).toBe(true);
        known.add(id);
      }
    }),
  );
});

it('gives what it has written in parts that lose nothing', () => {
  const many = metric.gauge('test_many', { help: 'Many.', labels: { one: bounded(5_000, 'the test') } });
  const { write, chunks } = makeSeriesWriter(many);
  for (let i = 0; i < 5_000; i += 1) write({ one: `value ${i}` }, i);
  expect(chunks().length).toBeGreaterThan(2);
  expect(textOf({ chunks })).toBe(
    Array.from({ length: 5_000 }, (_, i) => `test_many{one="value ${i}"} ${i}\n`).join(''),
  );
});
