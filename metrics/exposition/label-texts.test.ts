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
  for (let page = 0; page < 5; page += 1) {
    const texts = begin()('table');
    expect(texts('a"b').bytes).toBe(bytes);
    // Others come and go, and what is told stays though they are forgotten.
    for (let i = 0; i < 100; i += 1) texts(`${page}-${i}`);
  }
});

it('forgets what is told no more, when that is more than what is told, and not for a page that failed', () => {
  const begin = makeLabelTexts();
  const tell = (from: number, to: number) => {
    const texts = begin()('table');
    return Array.from({ length: to - from }, (_, i) => texts(`t${from + i}`).bytes);
  };
  const [first] = tell(0, 1_000);
  begin();
  expect(tell(0, 1_000)[0]).toBe(first);
  tell(900, 1_000);
  tell(900, 1_000);
  tell(900, 1_000);
  expect(tell(0, 1_000)[0]).not.toBe(first);
});

it('gives the values of each label places of their own, which differ on a page', () => {
  const begin = makeLabelTexts();
  const texts = begin();
  expect(['a', 'b', 'a'].map((value) => texts('table')(value).place)).toEqual([0, 1, 0]);
  expect(texts('schema')('b').place).toBe(0);
  for (let page = 0; page < 5; page += 1) {
    const later = begin()('table');
    const places = Array.from({ length: 200 }, (_, i) => later(`${page % 2}-${i}`).place);
    expect(new Set(places).size).toBe(200);
  }
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
