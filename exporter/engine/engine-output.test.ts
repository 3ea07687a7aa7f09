import { describe, expect, it } from 'vitest';
import { metric } from '../../metrics/declare.ts';
import { collector, engineOf, value } from '../../test/support/test-engine.ts';
import { makeTurns } from './turns.ts';

it('fails a collector that emits what Prometheus would refuse', async () => {
  const { page, log } = engineOf([
    collector('swarm_services', async ({ emit }) => {
      emit(value, {}, 1);
      emit(value, {}, 2);
    }),
  ]);
  expect((await page()).join()).not.toContain('test_value');
  expect(log).toEqual(['error: Collector swarm_services failed: test_value was given twice.']);
});

describe('a family that grows without bound', () => {
  const many = metric.gauge('test_many', { help: 'Many.', labels: { one: { atMost: 3, by: 'the test' } } });
  const crowd = collector(
    'swarm_services',
    async ({ emit }) => {
      for (const one of ['a', 'b', 'c', 'd', 'e']) emit(many, { one }, 1);
      emit(value, {}, 7);
    },
    { families: [many, value] },
  );
  const counted = (lines: readonly string[]) =>
    lines.flatMap((line) => /dropped_samples_total\{.*reason="(\w+)"\} (\d+)/.exec(line)?.slice(1) ?? []);

  it('keeps the values of its label that came first, and counts the samples left out over all scrapes', async () => {
    const { page, log } = engineOf([crowd]);
    await page();
    const lines = await page();
    expect(lines.filter((line) => line.startsWith('test_'))).toEqual([
      'test_many{one="a"} 1',
      'test_many{one="b"} 1',
      'test_many{one="c"} 1',
      'test_value 7',
    ]);
    expect(counted(lines)).toEqual(['label_bound', '4', 'family_cap', '0']);
    expect(log).toEqual([
      'warn: Collector swarm_services left out 2 samples, because a label has more values than its bound.',
    ]);
  });

  it('keeps as many series as a page takes, and counts the rest', async () => {
    const { page, log } = engineOf([crowd], { mostSamples: 2 });
    const lines = await page();
    expect(lines.filter((line) => line.startsWith('test_'))).toEqual([
      'test_many{one="a"} 1',
      'test_many{one="b"} 1',
      'test_value 7',
    ]);
    expect(counted(lines)).toEqual(['label_bound', '0', 'family_cap', '3']);
    expect(log).toEqual([
      'warn: Collector swarm_services left out 3 samples, because a family has more than a page takes of it.',
    ]);
  });
});

it('has no series of what is gone by the next scrape', async () => {
  const rows = metric.gauge('test_rows', { help: 'Rows.', labels: { table: { atMost: 9, by: 'the test' } } });
  let tables = ['a', 'b'];
  const { page } = engineOf([
    collector(
      'swarm_services',
      async ({ emit }) => {
        for (const table of tables) emit(rows, { table }, 1);
      },
      { families: [rows] },
    ),
  ]);
  expect(await page()).toEqual(expect.arrayContaining(['test_rows{table="a"} 1', 'test_rows{table="b"} 1']));
  tables = ['b'];
  expect((await page()).join()).not.toContain('table="a"');
});

it('lets the event loop turn while it writes many series', async () => {
  const many = metric.gauge('test_many', { help: 'Many.', labels: { one: { atMost: 100_000, by: 'the test' } } });
  const crowd = collector(
    'swarm_services',
    async ({ emit }) => {
      for (let i = 0; i < 100_000; i += 1) emit(many, { one: `${i}` }, i);
    },
    { families: [many] },
  );
  // A clock by which each look at it takes a millisecond, so that four looks fill a slice.
  let now = 0;
  const { engine } = engineOf([crowd], { turns: makeTurns(() => now++) });
  let turns = 0;
  let going = true;
  const turn = () => {
    turns += 1;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  await engine.scrape(60_000);
  going = false;
  expect(turns).toBeGreaterThan(50);
});
