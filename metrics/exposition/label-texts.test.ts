import { expect, it } from 'vitest';
import { bounded, metric } from '../declare.ts';
import { makeLabelTexts } from './label-texts.ts';
import { makeSeriesWriter } from './series-writer.ts';

it('makes a value once for all metrics of a page, and for the pages after it as long as it is told', () => {
  const begin = makeLabelTexts();
  const first = begin()('table');
  const { bytes } = first('a"b');
  expect(Buffer.from(bytes).toString()).toBe('a\\"b"');
  expect(first('a"b').bytes).toBe(bytes);
  const second = begin()('table');
  expect(second('a"b').bytes).toBe(bytes);
  begin()('table')('another');
  expect(begin()('table')('a"b').bytes).not.toBe(bytes);
});

it('counts the values of each label, and on each page anew', () => {
  const begin = makeLabelTexts();
  const texts = begin();
  expect(['a', 'b', 'a'].map((value) => texts('table')(value).place)).toEqual([0, 1, 0]);
  expect(texts('schema')('b').place).toBe(0);
  expect(begin()('table')('b').place).toBe(0);
});

it('holds each metric of a page to its own bound', () => {
  const texts = makeLabelTexts()();
  const boundTo = (name: string, atMost: number) =>
    makeSeriesWriter(metric.gauge(name, { help: 'Of tables.', labels: { table: bounded(atMost, 'the test') } }), texts);
  const wide = boundTo('test_wide', 100);
  for (let i = 0; i < 50; i += 1) wide.write({ table: `t${i}` }, i);
  const narrow = boundTo('test_narrow', 2);
  expect(['t49', 't7', 't8', 't49x'].map((table) => narrow.write({ table }, 1))).toEqual([true, true, false, false]);
  expect(() => narrow.write({ table: 't7' }, 2)).toThrow('test_narrow{table="t7"} was given twice.');
  expect(Buffer.concat(narrow.chunks()).toString()).toBe('test_narrow{table="t49"} 1\ntest_narrow{table="t7"} 1\n');
});
